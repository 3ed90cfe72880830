from collections.abc import Iterator

import pytest

from shop.container import Container, build_container
from shop.settings import Settings

from .measure import Benchmark, Measure

pytest_plugins = ["tests.support.environment", "tests.support.storage"]


@pytest.fixture
def measure(benchmark: Benchmark) -> Measure:
    return Measure(benchmark)


@pytest.fixture(scope="session")
def container(bare_settings: Settings) -> Iterator[Container]:
    with build_container(bare_settings) as container:
        yield container
