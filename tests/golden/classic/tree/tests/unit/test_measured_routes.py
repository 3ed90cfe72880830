from collections.abc import Callable, Iterator

import httpx
import pytest
from prometheus_client import REGISTRY

from shop.container import Container, build_container
from shop.settings import Settings

PATH = "/api/orders"
NAME = "http_request_duration_seconds_count"


@pytest.fixture
def client(
    settings: Settings, transport: Callable[[Container], httpx.BaseTransport]
) -> Iterator[httpx.Client]:
    with (
        build_container(settings) as container,
        httpx.Client(base_url="http://test", transport=transport(container)) as client,
    ):
        yield client


def counted(method: str) -> float:
    """Requests with this method that had a route."""
    samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
    return sum(
        sample.value
        for sample in samples
        if sample.name == NAME
        and sample.labels["method"] == method
        and sample.labels["route"].endswith(PATH)
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_is_counted_under_its_route(client: httpx.Client, method: str) -> None:
    before = counted(method)

    assert client.request(method, PATH).status_code == 200

    assert counted(method) == before + 1
