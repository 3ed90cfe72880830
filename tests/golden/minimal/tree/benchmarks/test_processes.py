"""What several processes bring for work that the processor limits."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from corner_shop.adapters.processes import SpawnedProcesses
from corner_shop.entities import Sale
from corner_shop.services.summary import summarize_days

from .measure import Measure

PROCESSES = min(os.cpu_count() or 1, 4)
DAYS = 96
ORDERS_A_DAY = 1000

# A machine that is busy has no second processor to offer.
FLOOR = 1.1 if os.getloadavg()[0] < PROCESSES / 2 else 0.0


def sales() -> list[Sale]:
    first = datetime.now(UTC).date() - timedelta(days=DAYS)
    return [
        Sale(first + timedelta(days=number // ORDERS_A_DAY), uuid4(), "tea", 1 + number % 97)
        for number in range(DAYS * ORDERS_A_DAY)
    ]


@pytest.mark.skipif(PROCESSES == 1, reason="one processor runs one process at a time")
@pytest.mark.parametrize("way", ["one_process", "several_processes"])
def test_several_processes_share_a_report(measure: Measure, way: str) -> None:
    sold = sales()
    processes = SpawnedProcesses(PROCESSES)

    def one_process() -> int:
        return len(summarize_days(sold))

    def several_processes() -> int:
        return len(summarize_days(sold, processes.map))

    ways = {"one_process": one_process, "several_processes": several_processes}
    assert measure.long("several processes, not one", ways[way], floor=FLOOR) == DAYS
