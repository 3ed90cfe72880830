"""What the cache saves, in process: over a network it saves more."""

from uuid import UUID

import pytest

from shop.container import Container
from shop.entities.orders import Order

from .examples import place_orders
from .measure import Measure


@pytest.fixture(scope="module")
def order_id(container: Container) -> UUID:
    return place_orders(container.storage, 100)[50].id


@pytest.mark.parametrize("way", ["database", "cache"])
def test_a_cached_order(measure: Measure, container: Container, order_id: UUID, way: str) -> None:
    def database() -> Order | None:
        with container.storage.begin() as uow:
            return uow.orders.get(order_id)

    def cache() -> Order | None:
        return container.services.orders.get(order_id)[0]

    ways = {"database": database, "cache": cache}
    order = measure.time("cached read, not database", ways[way], floor=2)
    assert order
    assert order.id == order_id
