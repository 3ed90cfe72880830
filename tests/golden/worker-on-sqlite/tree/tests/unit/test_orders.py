from dataclasses import replace
from uuid import uuid4

import pytest

from laeden.entities.orders import OrderStatus
from laeden.entities.tasks import TaskName
from laeden.infrastructure.entities import Position
from laeden.infrastructure.errors import NotFoundError
from laeden.schemas.orders import NewItem, NewOrder
from laeden.services.order_cache import OrderCache
from laeden.services.orders import OrderService
from laeden.services.ports import Storage

from .fake_cache import FakeCache
from .fake_email import FakeEmail
from .fake_queue import FakeQueue

NEW = NewOrder(
    customer_email="ada@example.com",
    items=[
        NewItem(sku="tea", quantity=3, unit_price_cents=400),
        NewItem(sku="mug", quantity=1, unit_price_cents=900),
    ],
)


def test_an_order_costs_what_its_items_cost(orders: OrderService) -> None:
    assert orders.place(NEW).total_cents == 2100


def test_a_placed_order_asks_for_its_confirmation(orders: OrderService, queue: FakeQueue) -> None:
    order = orders.place(NEW)

    [message] = queue.taken
    assert message.name == TaskName.CONFIRM_ORDER
    assert message.arguments == {"order_id": str(order.id)}


def test_an_order_is_stored_as_it_was_placed(orders: OrderService) -> None:
    order = orders.place(NEW)

    assert orders.get(order.id) == (order, "miss")
    assert orders.get(order.id) == (order, "hit")


def test_an_unknown_order_is_not_found(orders: OrderService) -> None:
    with pytest.raises(NotFoundError):
        orders.get(uuid4())


def test_confirming_sends_one_email_however_often_it_runs(
    orders: OrderService, email: FakeEmail
) -> None:
    order = orders.place(NEW)

    orders.confirm(order.id)
    orders.confirm(order.id)

    assert email.sent == ["ada@example.com"]
    assert orders.get(order.id)[0].status is OrderStatus.CONFIRMED


def test_an_order_whose_email_cannot_be_sent_stays_pending(
    orders: OrderService, email: FakeEmail
) -> None:
    order = orders.place(NEW)
    email.fails = True

    with pytest.raises(OSError, match="no route"):
        orders.confirm(order.id)

    assert orders.get(order.id)[0].status is OrderStatus.PENDING


def test_confirming_an_order_that_is_gone_does_nothing(
    orders: OrderService, email: FakeEmail
) -> None:
    orders.confirm(uuid4())

    assert email.sent == []


def test_a_slow_reader_cannot_bring_the_pending_order_back(
    orders: OrderService, cache: FakeCache
) -> None:
    stale = orders.place(NEW)
    orders.confirm(stale.id)

    OrderCache(cache, ttl_s=300).keep(stale)

    assert orders.get(stale.id)[0].status is OrderStatus.CONFIRMED


def test_what_another_version_cached_is_read_anew(orders: OrderService, cache: FakeCache) -> None:
    order = orders.place(NEW)
    cache.put(f"order:{order.id}", b'{"id": 1}', 60)

    assert orders.get(order.id) == (order, "miss")


def test_pages_follow_one_another_without_gap_or_repeat(orders: OrderService) -> None:
    placed = [orders.place(NEW) for _ in range(5)]

    seen = []
    after: Position | None = None
    for expected in (2, 2, 1):
        page, after = orders.page(2, after)
        assert len(page) == expected
        seen += page

    assert after is None
    assert seen == placed[::-1]


def test_orders_of_the_same_instant_are_all_on_some_page(
    orders: OrderService, storage: Storage
) -> None:
    first = orders.place(NEW)
    with storage.begin() as uow:
        for _ in range(4):
            uow.orders.add(replace(first, id=uuid4()))

    seen = set()
    page, after = orders.page(2, None)
    seen |= {order.id for order in page}
    while after:
        page, after = orders.page(2, after)
        seen |= {order.id for order in page}

    assert len(seen) == 5
