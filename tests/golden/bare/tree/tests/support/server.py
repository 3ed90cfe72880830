import re
from collections.abc import Callable

import httpx
import pytest

from bare.app import create_app
from bare.container import Container


def in_process(container: Container, api_docs: bool = True) -> httpx.BaseTransport:
    """Reaches the application without a socket."""
    app = create_app(container, api_docs=api_docs)
    return httpx.WSGITransport(app, raise_app_exceptions=False)


def routes(container: Container) -> set[tuple[str, str]]:
    """Method and path of every route that is no file."""
    app = create_app(container)
    return {
        (method.lower(), re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD"}
    }


@pytest.fixture(scope="session")
def transport() -> Callable[[Container], httpx.BaseTransport]:
    return in_process
