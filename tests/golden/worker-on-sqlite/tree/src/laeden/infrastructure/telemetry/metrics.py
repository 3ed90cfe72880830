"""The metrics for Prometheus; each adapter declares its own."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import (
    MultiProcessCollector,
    mark_process_dead,
)
from prometheus_client.registry import Collector

from laeden.infrastructure.errors import QueueUnavailableError, StorageUnavailableError
from laeden.infrastructure.ports.queue import TaskQueue
from laeden.infrastructure.ports.storage import Storage
from laeden.infrastructure.telemetry.measures import Histogram

CONTENT_TYPE = CONTENT_TYPE_LATEST

TASKS = Histogram(
    "task_duration_seconds",
    "How long tasks ran, and what became of them: done, retried, dead or repeated.",
    ["task", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300),
)


def observe_task(name: str, outcome: str, seconds: float) -> None:
    TASKS.labels(name, outcome).observe(seconds)


class Depths(Collector):
    """Queue lengths, counted on request; unknown ones are omitted."""

    def __init__(self, storage: Storage, queue: TaskQueue) -> None:
        self._storage = storage
        self._queue = queue

    def collect(self) -> Iterator[Metric]:
        try:
            with self._storage.begin() as uow:
                outbox, dead = uow.outbox.count(), uow.dead_letters.count()
                overdue = uow.outbox.count_due(datetime.now(UTC))
            yield GaugeMetricFamily("outbox_messages", "Tasks that are not decided yet.", outbox)
            yield GaugeMetricFamily("outbox_overdue", "Those that must be sent now.", overdue)
            yield GaugeMetricFamily("dead_letters", "Tasks that were given up.", dead)
        except StorageUnavailableError:
            pass
        try:
            depth = self._queue.depth()
            yield GaugeMetricFamily("queue_messages", "Tasks that wait for a worker.", depth)
        except QueueUnavailableError:
            pass


def registry_of(depths: Depths) -> CollectorRegistry:
    """Of all processes of this container if they share a directory, else of this one."""
    registry = CollectorRegistry()
    registry.register(depths)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    return registry


def exposition(registry: CollectorRegistry) -> bytes:
    return generate_latest(registry)


def process_ended(pid: int) -> None:
    """Adds its counts to those of ended processes, so that files do not accumulate."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return
    mark_process_dead(pid)
    for path in Path(folder).glob(f"*_{pid}.db"):
        counts = list(MmapedDict.read_all_values_from_file(str(path)))
        path.unlink()
        total = MmapedDict(str(path.with_name(path.name.replace(f"_{pid}.db", "_0.db"))))
        for key, value, timestamp, _ in counts:
            total.write_value(key, total.read_value(key)[0] + value, timestamp)
        total.close()
