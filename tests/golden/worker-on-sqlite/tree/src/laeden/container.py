"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from laeden.adapters.cache import build_cache
from laeden.adapters.email import build_email_sender
from laeden.adapters.metrics import observe_task
from laeden.adapters.processes import SpawnedProcesses
from laeden.adapters.queue import build_queue
from laeden.adapters.storage import build_storage
from laeden.entities import TaskMessage
from laeden.ports.processes import Processes
from laeden.ports.queue import TaskQueue
from laeden.ports.storage import Storage
from laeden.services import Services
from laeden.services.dead_letters import (
    DeadLetterService,
)
from laeden.services.dispatcher import Dispatcher
from laeden.services.exports import ExportService
from laeden.services.idempotency import Idempotency
from laeden.services.order_cache import OrderCache
from laeden.services.orders import OrderService
from laeden.services.readiness import Readiness
from laeden.services.report_days import ReportDays
from laeden.services.reports import ReportService
from laeden.services.retention import (
    Keep,
    Retention,
)
from laeden.services.single_flight import SingleFlight
from laeden.services.task_runner import (
    RetryPolicy,
    TaskRunner,
)
from laeden.settings import Settings
from laeden.tasks import give_up_task, run_task


@dataclass(frozen=True, slots=True)
class Container:
    services: Services
    dispatcher: Dispatcher
    runner: TaskRunner
    queue: TaskQueue
    storage: Storage
    retention: Retention

    def close(self) -> None:
        self.queue.close()
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_container(settings: Settings, processes: Processes | None = None) -> Container:
    storage = build_storage(settings)

    def run(message: TaskMessage) -> None:
        runner.run(message)

    queue = build_queue(settings, run)
    runner = TaskRunner(
        storage,
        RetryPolicy(settings.task_tries, settings.task_backoff_s, settings.task_lease_s),
        execute=lambda message: run_task(services, message),
        give_up=lambda message: give_up_task(services, message),
        observe=observe_task,
    )
    cache = build_cache(settings)
    dispatcher = Dispatcher(storage, queue)
    idempotency = Idempotency(storage, settings.idempotency_ttl_s)
    services = Services(
        orders=OrderService(
            storage,
            OrderCache(cache, settings.cache_ttl_s),
            dispatcher,
            idempotency,
            build_email_sender(settings),
        ),
        exports=ExportService(storage, settings.export_streams),
        reports=ReportService(
            storage,
            dispatcher,
            idempotency,
            ReportDays(
                storage,
                SingleFlight(cache),
                processes or SpawnedProcesses(settings.report_processes),
            ),
            settings.reports_open,
        ),
        dead_letters=DeadLetterService(storage),
        readiness=Readiness(
            (*storage.probes(), *queue.probes(), *cache.probes()), settings.readiness_timeout_s
        ),
    )
    keep = Keep(
        keys=timedelta(seconds=settings.idempotency_ttl_s),
        reports=timedelta(days=settings.keep_reports_days),
        dead_letters=timedelta(days=settings.keep_dead_letters_days),
    )
    return Container(services, dispatcher, runner, queue, storage, Retention(storage, keep))
