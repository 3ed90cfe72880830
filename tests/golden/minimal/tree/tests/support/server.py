from collections.abc import Callable

import httpx
import pytest

from corner_shop.app import create_app
from corner_shop.services import Services


@pytest.fixture(scope="session")
def transport() -> Callable[[Services], httpx.BaseTransport]:
    """How the tests of the contract reach the application without a socket."""

    def to(services: Services) -> httpx.BaseTransport:
        return httpx.WSGITransport(create_app(services), raise_app_exceptions=False)

    return to
