"""Over HTTP, with tasks that never run."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from sketch.container import Container, build_container
from sketch.settings import Settings


@pytest.fixture
def client(
    settings: Settings,
    transport: Callable[[Container], httpx.BaseTransport],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[httpx.Client]:
    few = settings.model_copy(update={"reports_open": 1})
    with build_container(few) as container:
        monkeypatch.setattr(container.queue, "publish", lambda _message: None)
        services = transport(container)
        with httpx.Client(base_url="http://test", transport=services) as client:
            yield client


def ask(client: httpx.Client, **headers: str) -> httpx.Response:
    return client.post("/api/reports", json={"days": 1}, headers=headers)


def test_one_report_too_many_is_refused_for_a_while(client: httpx.Client) -> None:
    assert ask(client).status_code == 202

    refused = ask(client)

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.json()["status"] == 429


def test_a_client_cannot_choose_which_caller_it_is(client: httpx.Client) -> None:
    addresses = ("192.0.2.1", "192.0.2.2")

    answers = [ask(client, **{"X-Forwarded-For": address}).status_code for address in addresses]

    assert answers == [202, 429]
