"""What the tiers of the running stack bring to one client: `python -m benchmarks.stack URL`.

Both ways of a pair take turns, so that what else the machine does falls on both. An answer says
by a header which way it came: one that came another way is not counted, and a pair whose tier
this stack does not have is left out.
"""

import json
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from .ratios import Ratio, strictness, tell

TURNS = 150
TASKS = 15
PATIENCE_S = 60.0
ORDER = {
    "customer_email": "ada@example.com",
    "items": [{"sku": "tea-250", "quantity": 2, "unit_price_cents": 450}],
}


class Reply(NamedTuple):
    took: float
    response: HTTPResponse
    body: bytes


class Client:
    """Keeps its connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = parts.hostname or "127.0.0.1", parts.port or 80
        self._connection = HTTPConnection(*self._address, timeout=PATIENCE_S)

    def get(self, path: str, **headers: str) -> Reply:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: Mapping[str, object]) -> Reply:
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def hang_up(self) -> None:
        self._connection.close()  # the next request opens it again

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Reply:
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        took = time.perf_counter() - started
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {response.status} {content.decode()}")
        return Reply(took, response, content)

    def until(self, path: str, status: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while json.loads(self.get(path).body)["status"] != status:
            if time.monotonic() > deadline:
                raise SystemExit(f"{path} is not {status} after {PATIENCE_S:.0f} s")
            time.sleep(0.002)


def location(reply: Reply) -> str:
    return reply.response.headers["Location"]


def cached_read(client: Client) -> Ratio | None:
    """The first read of an order comes from the database, the next from the cache."""
    orders = [location(client.post("/api/orders", ORDER)) for _ in range(TURNS)]
    client.until(orders[-1], "confirmed")
    time.sleep(1)  # several workers do not end in order
    found: dict[str, list[float]] = {"miss": [], "hit": []}
    for order in orders[:-1]:
        for state, took in found.items():
            reply = client.get(order)
            if reply.response.headers["X-Cache"] == state:
                took.append(reply.took)
    return ratio("cached read, not database", *found.items())


def edge_cache(client: Client) -> Ratio | None:
    """A report that is done may be cached on the way; a request with a login bypasses caches."""
    report = location(client.post("/api/reports", {"days": 7}))
    client.until(report, "done")
    client.get(report)
    passed, hits = [], []
    for _ in range(TURNS):
        fresh = client.get(report, Authorization="Bearer nobody")
        if fresh.response.headers["X-Edge-Cache"] == "BYPASS":
            passed.append(fresh.took)
        kept = client.get(report)
        if kept.response.headers["X-Edge-Cache"] == "HIT":
            hits.append(kept.took)
    return ratio("edge cache, not service", ("bypass", passed), ("hit", hits))


def enqueued(client: Client) -> Ratio | None:
    """A client that waits for the result, and one that goes on as soon as the task is taken."""
    waited, went_on = [], []
    for days in range(30, 30 + TASKS):
        started = time.perf_counter()
        reply = client.post("/api/reports", {"days": days})
        went_on.append(reply.took)
        client.until(location(reply), "done")
        waited.append(time.perf_counter() - started)
    return ratio("task enqueued, not awaited", ("awaited", waited), ("enqueued", went_on))


def kept_connection(client: Client) -> Ratio | None:
    opened, kept = [], []
    for _ in range(TURNS):
        client.hang_up()
        opened.append(client.get("/livez").took)
        kept.append(client.get("/livez").took)
    return ratio("kept connection, not a new one", ("new", opened), ("kept", kept))


def ratio(
    pair: str, plain: tuple[str, list[float]], better: tuple[str, list[float]]
) -> Ratio | None:
    if min(len(plain[1]), len(better[1])) < TASKS:
        print(f"left out, this stack has no such tier: {pair}")
        return None
    values = median(plain[1]), median(better[1])
    return Ratio(
        pair=pair,
        measure="seconds",
        ways=(plain[0], better[0]),
        values=values,
        ratio=round(values[0] / values[1], 2),
        floor=strictness(),
    )


def main(url: str) -> int:
    client = Client(url)
    pairs = (cached_read, edge_cache, enqueued, kept_connection)
    return tell([found for pair in pairs if (found := pair(client))])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
