"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Self

from shop.infrastructure.adapters.cache import build_cache
from shop.infrastructure.adapters.email import build_email_sender
from shop.infrastructure.adapters.processes import SpawnedProcesses
from shop.infrastructure.adapters.queue import build_queue
from shop.infrastructure.adapters.storage import build_storage
from shop.infrastructure.entities import TaskMessage
from shop.infrastructure.ports.processes import Processes
from shop.infrastructure.ports.queue import TaskQueue
from shop.infrastructure.services.idempotency import Idempotency
from shop.infrastructure.services.readiness import Readiness
from shop.infrastructure.services.retention import Retention
from shop.infrastructure.tasks.dispatcher import Dispatcher
from shop.infrastructure.tasks.retention import TaskRetention
from shop.infrastructure.tasks.single_flight import SingleFlight
from shop.infrastructure.tasks.task_runner import RetryPolicy, TaskRunner
from shop.infrastructure.telemetry.tasks import observe_task
from shop.repositories.unit_of_work import unit_of_work
from shop.services import Services
from shop.services.exports import ExportService
from shop.services.order_cache import OrderCache
from shop.services.orders import OrderService
from shop.services.ports import Storage
from shop.services.report_days import ReportDays
from shop.services.reports import ReportService
from shop.settings import Settings
from shop.tasks import SLOW_TASKS, give_up_task, run_task


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
