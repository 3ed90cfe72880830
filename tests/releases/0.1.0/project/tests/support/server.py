from collections.abc import Callable

import httpx
import pytest

from shop.app import create_app
from shop.services import Services


def in_process(services: Services) -> httpx.BaseTransport:
    """Reaches the application without a socket."""
    return httpx.WSGITransport(create_app(services), raise_app_exceptions=False)


@pytest.fixture(scope="session")
def transport() -> Callable[[Services], httpx.BaseTransport]:
    return in_process
