"""Metrics of tasks, for Prometheus."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from shop.infrastructure.entities import longest_wait
from shop.infrastructure.errors import QueueUnavailableError, StorageUnavailableError
from shop.infrastructure.ports.queue import TaskQueue
from shop.infrastructure.ports.storage import Storage
from shop.infrastructure.telemetry.measures import Histogram

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
        self._patience = timedelta(seconds=queue.patience_s)

    def collect(self) -> Iterator[Metric]:
        try:
            with self._storage.begin() as uow:
                now = datetime.now(UTC)
                outbox, dead = uow.outbox.count(), uow.dead_letters.count()
                overdue, unstarted = uow.outbox.count_due(now), uow.outbox.unstarted()
            wait = longest_wait(unstarted, self._patience, now)
            yield GaugeMetricFamily("outbox_messages", "Tasks that are not decided yet.", outbox)
            yield GaugeMetricFamily("outbox_overdue", "Those that must be sent now.", overdue)
            yield GaugeMetricFamily(
                "queue_wait_seconds",
                "How long the first sent of the tasks that wait for a worker has waited, at least.",
                max(wait.total_seconds(), 0.0),
            )
            yield GaugeMetricFamily("dead_letters", "Tasks that were given up.", dead)
        except StorageUnavailableError:
            pass
        try:
            depth = self._queue.depth()
            yield GaugeMetricFamily("queue_messages", "Tasks that wait for a worker.", depth)
        except QueueUnavailableError:
            pass
