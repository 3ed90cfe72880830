import logging
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import pytest
from prometheus_client import REGISTRY

from shop.infrastructure import correlation
from shop.infrastructure.http.known_hosts import KnownHosts
from shop.infrastructure.http.observation import ROUTE, Observed, WithMetrics
from shop.infrastructure.telemetry import requests

LABELS = {"method": "GET", "route": "/things/<id>", "status": "200"}
seen: list[str | None] = []


def streaming(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    environ[ROUTE] = "/things/<id>"
    start_response("200 OK", [("Content-Type", "text/plain")])

    def body() -> Iterator[bytes]:
        for _ in range(2):
            seen.append(correlation.request_id.get())
            yield b"part"

    return body()


def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    del environ, start_response
    raise ZeroDivisionError


def client_of(app: WSGIApplication) -> httpx.Client:
    return httpx.Client(base_url="http://test", transport=httpx.WSGITransport(app))


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_streamed_answer_has_its_id_to_the_end_and_then_no_more() -> None:
    seen.clear()

    with client_of(Observed(streaming)) as client:
        response = client.get("/things/1", headers={"X-Request-ID": "request-1"})

    assert response.text == "partpart"
    assert response.headers["X-Request-ID"] == "request-1"
    assert seen == ["request-1", "request-1"]
    assert correlation.request_id.get() is None


def test_a_request_is_counted_under_its_route_when_its_answer_is_out() -> None:
    before = value("http_request_duration_seconds_count", **LABELS)

    with client_of(Observed(streaming)) as client:
        for number in range(3):
            client.get(f"/things/{number}")

    assert value("http_request_duration_seconds_count", **LABELS) == before + 3
    assert value("http_requests_in_flight") == 0


def test_an_application_that_breaks_is_counted_too() -> None:
    labels = {"method": "other", "route": "none", "status": "500"}
    before = value("http_request_duration_seconds_count", **labels)

    with client_of(Observed(broken)) as client, pytest.raises(ZeroDivisionError):
        client.request("BREW", "/")

    assert value("http_request_duration_seconds_count", **labels) == before + 1
    assert value("http_requests_in_flight") == 0
    assert correlation.request_id.get() is None


def test_the_log_has_a_line_a_request_but_not_for_probes(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), client_of(Observed(streaming)) as client:
        client.get("/things/1?secret=1")
        client.get("/livez")

    [line] = [each for each in caplog.records if each.name == requests.__name__]
    assert line.getMessage().startswith("GET '/things/1' 200 in ")


def test_a_request_for_another_host_is_refused_but_no_probe() -> None:
    with client_of(Observed(KnownHosts(streaming, ("shop.example",)))) as client:
        refused = client.get("http://evil.example/things/1")

        assert refused.status_code == 400
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["X-Request-ID"]
        assert client.head("http://evil.example/things/1").content == b""
        assert client.get("http://shop.example/things/1").status_code == 200
        assert client.get("http://10.0.0.1/livez").status_code == 200


def test_metrics_are_shown_at_their_own_port_alone() -> None:
    app = WithMetrics(streaming, 9100, lambda: b"metrics")

    with client_of(app) as client:
        assert client.get("http://test/metrics").text == "partpart"
        assert client.get("http://test:9100/metrics").text == "metrics"
        assert client.get("http://test:9100/things/1").status_code == 404
