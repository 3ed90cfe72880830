"""The hot paths of the service without HTTP around them."""

from uuid import uuid4

import pytest

from sketch.container import Container
from sketch.infrastructure.entities import IdempotencyKey
from sketch.schemas.order_csv import csv_blocks
from sketch.schemas.orders import NewOrder

from .examples import place_orders, some_order
from .measure import Benchmark

HOT_PATHS = "hot paths"


@pytest.fixture(scope="module", autouse=True)
def _orders(container: Container) -> None:
    place_orders(container.storage, 1000)


@pytest.fixture(autouse=True)
def _group(benchmark: Benchmark) -> None:
    benchmark.group = HOT_PATHS


def test_place_an_order(benchmark: Benchmark, container: Container) -> None:
    new = NewOrder.model_validate(some_order())

    benchmark(lambda: container.services.orders.place(new, IdempotencyKey("", str(uuid4()))))


def test_read_a_page(benchmark: Benchmark, container: Container) -> None:
    orders, _ = benchmark(lambda: container.services.orders.page(20, None))

    assert len(orders) == 20


def test_export_orders(benchmark: Benchmark, container: Container) -> None:
    text = benchmark(lambda: "".join(csv_blocks(container.services.exports.orders())))

    assert text.count("\n") > 1000
