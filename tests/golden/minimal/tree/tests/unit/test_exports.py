from itertools import chain

import pytest

from corner_shop.entities.orders import OrderStatus
from corner_shop.schemas.orders import NewItem, NewOrder
from corner_shop.services import exports as module
from corner_shop.services.errors import TooManyStreamsError
from corner_shop.services.exports import ExportService
from corner_shop.services.orders import OrderService
from corner_shop.services.ports import Storage

NEW = NewOrder(
    customer_email="ada@example.com",
    items=[NewItem(sku="tea", quantity=3, unit_price_cents=400)],
)


def test_the_export_crosses_its_batches(
    orders: OrderService, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    placed = [orders.place(NEW) for _ in range(5)]

    lines = list(chain.from_iterable(ExportService(storage, streams=1).orders()))

    assert [line.id for line in lines] == [order.id for order in placed[::-1]]
    assert {line[1:5] for line in lines} == {("ada@example.com", 1, 1200, OrderStatus.PENDING)}


def test_no_more_exports_are_read_at_once_than_are_allowed(
    orders: OrderService, storage: Storage
) -> None:
    orders.place(NEW)
    exports = ExportService(storage, streams=2)
    first, second = exports.orders(), exports.orders()
    next(first)

    with pytest.raises(TooManyStreamsError):
        exports.orders()

    del first  # its client went in the middle
    third = exports.orders()
    del second, third  # and these before the first line
    assert [len(list(exports.orders())) for _ in range(3)] == [1, 1, 1]
