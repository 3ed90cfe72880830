"""Orders to measure with."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from corner_shop.entities.orders import Order, OrderItem, OrderStatus
from corner_shop.services.ports import Storage

ITEMS = (OrderItem("tea-250", 2, 450), OrderItem("mug", 1, 1200))
TOTAL_CENTS = sum(item.amount_cents for item in ITEMS)


def some_order() -> dict[str, Any]:
    """The body of a request."""
    return {
        "customer_email": "ada@example.com",
        "items": [{"sku": "tea-250", "quantity": 2, "unit_price_cents": 450}],
    }


def place_orders(storage: Storage, count: int, days: int = 1) -> list[Order]:
    """As if they had come evenly over the last days."""
    now = datetime.now(UTC)
    step = timedelta(days=days) / count
    orders = [
        Order(
            id=uuid4(),
            customer_email="ada@example.com",
            items=ITEMS,
            total_cents=TOTAL_CENTS + number % 500,
            status=OrderStatus.CONFIRMED,
            created_at=now - number * step,
        )
        for number in range(count)
    ]
    with storage.begin() as uow:
        for order in orders:
            uow.orders.add(order)
    return orders
