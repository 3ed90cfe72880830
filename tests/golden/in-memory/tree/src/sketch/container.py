"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Self

from sketch.infrastructure.adapters.cache import build_cache
from sketch.infrastructure.adapters.email import build_email_sender
from sketch.infrastructure.adapters.processes import SpawnedProcesses
from sketch.infrastructure.adapters.queue import build_queue
from sketch.infrastructure.adapters.storage import build_storage
from sketch.infrastructure.entities import TaskMessage
from sketch.infrastructure.ports.processes import Processes
from sketch.infrastructure.ports.queue import TaskQueue
from sketch.infrastructure.services.idempotency import Idempotency
from sketch.infrastructure.services.readiness import Readiness
from sketch.infrastructure.services.retention import Retention
from sketch.infrastructure.tasks.dispatcher import Dispatcher
from sketch.infrastructure.tasks.retention import TaskRetention
from sketch.infrastructure.tasks.single_flight import SingleFlight
from sketch.infrastructure.tasks.task_runner import RetryPolicy, TaskRunner
from sketch.infrastructure.telemetry.tasks import observe_task
from sketch.repositories.unit_of_work import unit_of_work
from sketch.services import Services
from sketch.services.exports import ExportService
from sketch.services.order_cache import OrderCache
from sketch.services.orders import OrderService
from sketch.services.ports import Storage
from sketch.services.report_days import ReportDays
from sketch.services.reports import ReportService
from sketch.settings import Settings
from sketch.tasks import SLOW_TASKS, give_up_task, run_task


@dataclass(frozen=True, slots=True)
class Container:
    services: Services
    readiness: Readiness
    dispatcher: Dispatcher
    runner: TaskRunner
    queue: TaskQueue
    storage: Storage

    def close(self) -> None:
        self.queue.close()
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_container(settings: Settings, processes: Processes | None = None) -> Container:
    storage = build_storage(settings, unit_of_work)
    probes = [*storage.probes()]

    def run(message: TaskMessage) -> None:
        runner.run(message)

    queue = build_queue(settings, run, SLOW_TASKS)
    probes += queue.probes()
    runner = TaskRunner(
        storage,
        RetryPolicy(settings.task_tries, settings.task_backoff_s, settings.task_lease_s),
        execute=lambda message: run_task(services, message),
        give_up=lambda message: give_up_task(services, message),
        observe=observe_task,
    )
    dispatcher = Dispatcher(storage, queue)
    task_retention = TaskRetention(storage, timedelta(days=settings.keep_dead_letters_days))
    cache = build_cache(settings)
    probes += cache.probes()
    idempotency = Idempotency(storage, settings.idempotency_ttl_s)
    reports = ReportService(
        storage,
        dispatcher,
        idempotency,
        ReportDays(
            storage,
            SingleFlight(cache),
            processes or SpawnedProcesses(settings.report_processes),
        ),
        settings.reports_open,
    )
    services = Services(
        orders=OrderService(
            storage,
            OrderCache(cache, settings.cache_ttl_s),
            dispatcher,
            idempotency,
            build_email_sender(settings),
        ),
        exports=ExportService(storage, settings.export_streams),
        reports=reports,
        retention=Retention(
            idempotency.prune,
            task_retention.prune_dead_letters,
            task_retention.give_up,
            partial(reports.prune, timedelta(days=settings.keep_reports_days)),
        ),
    )
    return Container(
        services=services,
        readiness=Readiness(probes, settings.readiness_timeout_s),
        dispatcher=dispatcher,
        runner=runner,
        queue=queue,
        storage=storage,
    )
