from collections.abc import Callable

import httpx
import pytest

from laeden.app import create_app
from laeden.services import Services


def in_process(services: Services) -> httpx.BaseTransport:
    """Reaches the application without a socket."""
    return httpx.WSGITransport(create_app(services), raise_app_exceptions=False)


@pytest.fixture(scope="session")
def transport() -> Callable[[Services], httpx.BaseTransport]:
    return in_process
