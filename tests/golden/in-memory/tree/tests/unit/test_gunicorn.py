"""A real server on loopback: it drains before it goes, and adds up what its processes count."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from sketch.settings import Settings

from tests.support.eventually import eventually

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn needs a POSIX system")

ROOT = Path(__file__).parents[2]
DRAIN_S = 2


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        name.upper(): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings.model_dump(exclude_unset=True).items()
    }


def free_port() -> int:
    """Not one that the system gives to connections: one could take it before the server does."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def serving(
    settings: Settings, folder: Path, metrics_port: int
) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    port = free_port()
    environment = {
        **os.environ,
        **environment_of(settings),
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_METRICS_PORT": str(metrics_port),
        "WEB_PROCESSES": "2",
        "WEB_DRAIN_S": str(DRAIN_S),
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
    }
    command = [sys.executable, "-m", "gunicorn", "tests.support.slow:app"]
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,  # noqa: S603  # words of our own
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client,
    ):
        deadline = time.monotonic() + 60
        while not answers(client):
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        yield process, client
        process.kill()


@pytest.fixture
def metrics_port() -> int:
    return free_port()


@pytest.fixture
def own_server(
    settings: Settings, tmp_path: Path, metrics_port: int
) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    with serving(settings, tmp_path, metrics_port) as served:
        yield served


@pytest.fixture(scope="module")
def server(
    bare_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """For tests that leave it as it is."""
    with serving(bare_settings, tmp_path_factory.mktemp("server"), free_port()) as (_, client):
        yield client


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/livez").is_success
    except httpx.TransportError:
        return False


def test_a_stopped_server_says_so_serves_a_little_longer_and_finishes_what_runs(
    own_server: tuple[subprocess.Popen[bytes], httpx.Client],
) -> None:
    process, client = own_server
    assert client.get("/readyz").status_code == 200

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(client.get, f"/slow?{DRAIN_S + 1.5}")
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        draining = eventually(
            lambda: client.get("/readyz"), lambda response: response.status_code == 503, DRAIN_S
        )
        still_served = client.get("/livez")
        finished = slow.result()

    assert draining.json() == {"status": "unavailable", "checks": {}}
    assert draining.headers["Retry-After"] == "1"
    assert still_served.status_code == 200
    assert finished.text == "done"
    assert process.wait(10) == 0
    assert not answers(client)


def test_idle_sockets_take_no_thread(server: httpx.Client) -> None:
    address = (server.base_url.host, server.base_url.port or 80)
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(socket.create_connection(address))
        started = time.monotonic()

        answers = [httpx.get(server.base_url.join("/livez"), timeout=10) for _ in range(5)]

    assert all(answer.is_success for answer in answers)
    assert time.monotonic() - started < 3


def test_clients_that_keep_closed_connections_open_delay_no_other(server: httpx.Client) -> None:
    address = (server.base_url.host, server.base_url.port or 80)
    with ExitStack() as stack:
        for _ in range(40):
            kept = stack.enter_context(socket.create_connection(address))
            kept.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        started = time.monotonic()

        answers = [httpx.get(server.base_url.join("/livez"), timeout=40) for _ in range(5)]

    assert all(answer.is_success for answer in answers)
    assert time.monotonic() - started < 3


def test_an_answer_before_the_body_leaves_the_connection_for_the_next_request(
    server: httpx.Client,
) -> None:
    with socket.create_connection((server.base_url.host, server.base_url.port or 80)) as connection:
        connection.settimeout(10)
        connection.sendall(b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
        time.sleep(0.3)
        connection.sendall(b"{}")
        first = connection.recv(65_536)
        time.sleep(0.3)
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        second = connection.recv(65_536)

    assert first.startswith(b"HTTP/1.1 40")
    assert b"connection: close" not in first.lower()
    assert second.startswith(b"HTTP/1.1 200 ")


def test_unfinished_bodies_leave_threads_to_others(server: httpx.Client) -> None:
    address = (server.base_url.host, server.base_url.port or 80)
    head = b"POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with ExitStack() as stack:
        for _ in range(80):
            unfinished = stack.enter_context(socket.create_connection(address))
            unfinished.sendall(head + b"Content-Length: 1000\r\n\r\n{")
        started = time.monotonic()

        answers = [httpx.get(server.base_url.join("/livez"), timeout=40) for _ in range(5)]

    assert all(answer.is_success for answer in answers)
    assert time.monotonic() - started < 35


def test_whoever_sends_too_large_a_body_reads_why_it_was_refused(server: httpx.Client) -> None:
    for size in [1_200_000, 6_000_000] * 3:
        headers = {"Content-Type": "application/json", "Connection": "close"}

        response = server.post("/api/orders", content=b"1" * size, headers=headers)

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_body_of_unknown_length_is_read(server: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}

    response = server.post("/api/reports", content=iter([b'{"days"', b": 1}"]), headers=headers)

    assert response.status_code == 202


def test_the_metrics_of_all_processes_are_shown_together(
    own_server: tuple[subprocess.Popen[bytes], httpx.Client], metrics_port: int
) -> None:
    _, client = own_server
    for _ in range(20):
        with httpx.Client(base_url=client.base_url, trust_env=False) as fresh:
            fresh.get("/api/nothing")

    shown = httpx.get(f"http://127.0.0.1:{metrics_port}/metrics", trust_env=False).text

    series = 'http_request_duration_seconds_count{method="GET",route="none",status="404"}'
    assert f"{series} 20.0" in shown
    assert "http_requests_in_flight 0.0" in shown
    assert "outbox_messages 0.0" in shown
    assert client.get("/metrics").status_code == 404
