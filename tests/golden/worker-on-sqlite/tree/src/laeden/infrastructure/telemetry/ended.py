"""Metrics of processes that ended without a word, as of a task that was killed."""

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from laeden.infrastructure.telemetry.metrics import process_ended


class EndedProcesses(Collector):
    """Before each exposition: a process that was killed would hold its connections for ever."""

    def __init__(self) -> None:
        self._lock = Lock()

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            for pid in filter(_has_ended, _recorded()):
                process_ended(pid)
        return ()


def _recorded() -> set[int]:
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    files = Path(folder).glob("*_*.db") if folder else ()
    return {int(path.stem.rpartition("_")[2]) for path in files} - {0}  # 0: all that ended


def _has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
