"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from sketch.adapters.cache import build_cache
from sketch.adapters.email import build_email_sender
from sketch.adapters.metrics import observe_task
from sketch.adapters.processes import SpawnedProcesses
from sketch.adapters.queue import build_queue
from sketch.adapters.storage import build_storage
from sketch.entities import TaskMessage
from sketch.ports.processes import Processes
from sketch.ports.queue import TaskQueue
from sketch.ports.storage import Storage
from sketch.services import Services
from sketch.services.dead_letters import (
    DeadLetterService,
)
from sketch.services.dispatcher import Dispatcher
from sketch.services.exports import ExportService
from sketch.services.idempotency import Idempotency
from sketch.services.order_cache import OrderCache
from sketch.services.orders import OrderService
from sketch.services.readiness import Readiness
from sketch.services.report_days import ReportDays
from sketch.services.reports import ReportService
from sketch.services.retention import (
    Keep,
    Retention,
)
from sketch.services.single_flight import SingleFlight
from sketch.services.task_runner import (
    RetryPolicy,
    TaskRunner,
)
from sketch.settings import Settings
from sketch.tasks import give_up_task, run_task


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
