import os
from collections.abc import Callable, Iterator

import httpx
import pytest

from bare.container import Container, build_container
from bare.settings import Settings

from .description import compare_responses


@pytest.fixture(scope="session")
def client(
    bare_settings: Settings, transport: Callable[[Container], httpx.BaseTransport]
) -> Iterator[httpx.Client]:
    """The service at BASE_URL, past any proxy; without it, the application in this process.

    Every response is compared with /openapi.json.
    """
    if base_url := os.environ.get("BASE_URL"):
        with httpx.Client(base_url=base_url, timeout=10, trust_env=False) as client:
            compare_responses(client)
            yield client
        return
    with (
        build_container(bare_settings) as container,
        httpx.Client(base_url="http://test", transport=transport(container)) as client,
    ):
        compare_responses(client)
        yield client
