from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sketch.entities.orders import Order
from sketch.entities.reports import Report
from sketch.infrastructure.entities import IdempotencyKey
from sketch.infrastructure.errors import KeyReusedError
from sketch.infrastructure.services.idempotency import Idempotency
from sketch.schemas.orders import NewItem, NewOrder
from sketch.schemas.reports import NewReport
from sketch.services.orders import OrderService
from sketch.services.reports import ReportService

from .fake_queue import FakeQueue

ITEM = NewItem(sku="tea", quantity=3, unit_price_cents=400)
NEW = NewOrder(customer_email="ada@example.com", items=[ITEM])
KEY = IdempotencyKey("caller", "key")

Writes = Callable[[int, IdempotencyKey], Order | Report]


@pytest.fixture(params=["order", "report"])
def write(request: pytest.FixtureRequest, orders: OrderService, reports: ReportService) -> Writes:
    """Every use case that an edge may try twice; the number makes another request."""
    if request.param == "order":
        item = ITEM.model_copy
        return lambda number, key: orders.place(
            NEW.model_copy(update={"items": [item(update={"quantity": number})]}), key
        )
    return lambda number, key: reports.request(NewReport(days=number), key)


def test_a_key_that_was_used_gives_the_first_answer(write: Writes, queue: FakeQueue) -> None:
    first = write(1, KEY)

    assert write(1, KEY) == first
    assert len(queue.taken) == 1


def test_a_key_that_is_used_at_the_same_moment_creates_one_thing(
    write: Writes, queue: FakeQueue
) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: write(1, KEY), range(8)))

    assert len({answer.id for answer in answers}) == 1
    assert len(queue.taken) == 1


def test_a_key_that_was_used_for_another_request_is_refused(
    write: Writes, queue: FakeQueue
) -> None:
    write(1, KEY)

    with pytest.raises(KeyReusedError):
        write(2, KEY)
    assert len(queue.taken) == 1


def test_a_key_belongs_to_its_caller(write: Writes) -> None:
    assert write(1, KEY).id != write(1, IdempotencyKey("another", KEY.text)).id


def test_a_key_belongs_to_one_kind_of_request(orders: OrderService, reports: ReportService) -> None:
    order = orders.place(NEW, KEY)
    report = reports.request(NewReport(days=1), KEY)

    assert orders.place(NEW, KEY) == order
    assert reports.request(NewReport(days=1), KEY) == report


def test_a_key_that_has_expired_is_free_again(write: Writes, idempotency: Idempotency) -> None:
    idempotency.ttl = timedelta(seconds=-1)
    first = write(1, KEY)

    second = write(2, KEY)

    assert second.id != first.id
