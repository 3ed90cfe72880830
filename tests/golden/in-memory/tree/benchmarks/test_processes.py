"""What several processes bring for work that the processor limits."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from sketch.entities.reports import DaySales
from sketch.infrastructure.adapters.processes import SpawnedProcesses
from sketch.services.summary import LARGEST_SAMPLE, summarize_days

from .measure import Measure

PROCESSES = min(os.cpu_count() or 1, 4)
DAYS = 96

# A machine that is busy has no second processor to offer.
FLOOR = 1.1 if os.getloadavg()[0] < PROCESSES / 2 else 0.0


def sales() -> list[DaySales]:
    first = datetime.now(UTC).date() - timedelta(days=DAYS)
    sample = range(LARGEST_SAMPLE)
    return [
        DaySales(first + timedelta(days=day), LARGEST_SAMPLE, 500_000, 500, 900, sample, "tea")
        for day in range(DAYS)
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
