from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from uuid import UUID

from sketch.entities.orders import OrderLine, OrderStatus
from sketch.schemas.order_csv import csv_blocks

CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def endless() -> Iterator[list[OrderLine]]:
    for number in count():
        email = "ada@example.com"
        yield [OrderLine(UUID(int=number), email, 1, 5, OrderStatus.PENDING, CREATED_AT)]


def test_batches_come_one_by_one_so_that_an_export_may_be_endless() -> None:
    head, first, second = islice(csv_blocks(endless()), 3)

    assert head == "id,customer_email,items,total_cents,status,created_at\r\n"
    assert first.endswith("000000,ada@example.com,1,5,pending,2026-01-01T00:00:00+00:00\r\n")
    assert second.startswith("00000000-0000-0000-0000-000000000001,")
