"""Something to look at with a profiler: `python -m benchmarks.workload requests|report`."""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import httpx

from corner_shop.container import Container, build_container
from corner_shop.entities.reports import ReportStatus
from corner_shop.schemas.reports import NewReport

from .examples import place_orders, some_order
from tests.support.server import in_process
from tests.support.storage import fresh_settings

SECONDS = 4.0
CLIENTS = 4


def requests(container: Container) -> None:
    """Several clients place orders, read them, and look at pages."""
    place_orders(container.storage, 500)
    transport = in_process(container)
    with (
        httpx.Client(transport=transport, base_url="http://test") as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        until = time.monotonic() + SECONDS
        done = sum(clients.map(lambda _: _session(client, until), range(CLIENTS)))
    print(f"{done / SECONDS:.0f} requests a second")


def _session(client: httpx.Client, until: float) -> int:
    done = 0
    while time.monotonic() < until:
        placed = client.post("/api/orders", json=some_order()).raise_for_status()
        for path in (placed.headers["Location"], "/api/orders?limit=20"):
            client.get(path).raise_for_status()
        done += 3
    return done


def report(container: Container) -> None:
    """One report after the other, each over more days, as the task makes them."""
    place_orders(container.storage, 3000, days=60)
    until = time.monotonic() + SECONDS
    for days in count(30):
        wanted = container.services.reports.request(NewReport(days=days))
        while container.services.reports.get(wanted.id).status is not ReportStatus.DONE:
            time.sleep(0.01)
        if time.monotonic() > until:
            print(f"{days - 29} reports in {SECONDS:.0f} s")
            return


WORKLOADS: Mapping[str, Callable[[Container], None]] = {"requests": requests, "report": report}


def main(name: str) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        build_container(fresh_settings(Path(folder))) as container,
    ):
        WORKLOADS[name](container)


if __name__ == "__main__":
    main(*sys.argv[1:])
