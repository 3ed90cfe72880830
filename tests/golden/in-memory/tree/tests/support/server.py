from collections.abc import Callable

import httpx
import pytest

from sketch.app import create_app
from sketch.container import Container


def in_process(container: Container) -> httpx.BaseTransport:
    """Reaches the application without a socket."""
    return httpx.WSGITransport(create_app(container), raise_app_exceptions=False)


@pytest.fixture(scope="session")
def transport() -> Callable[[Container], httpx.BaseTransport]:
    return in_process
