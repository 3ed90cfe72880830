"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
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
from sketch.services.order_cache import OrderCache
from sketch.services.orders import OrderService
from sketch.services.readiness import Readiness
from sketch.services.reports import ReportService
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
        RetryPolicy(settings.task_tries, settings.task_backoff_s, queue.patience_s),
        execute=lambda message: run_task(services, message),
        give_up=lambda message: give_up_task(services, message),
        observe=observe_task,
    )
    cache = build_cache(settings)
    dispatcher = Dispatcher(storage, queue)
    services = Services(
        orders=OrderService(
            storage,
            OrderCache(cache, settings.cache_ttl_s),
            dispatcher,
            build_email_sender(settings),
        ),
        reports=ReportService(
            storage,
            dispatcher,
            SingleFlight(cache),
            processes or SpawnedProcesses(settings.report_processes),
        ),
        dead_letters=DeadLetterService(storage),
        readiness=Readiness(
            (*storage.probes(), *queue.probes(), *cache.probes()), settings.readiness_timeout_s
        ),
    )
    return Container(services, dispatcher, runner, queue, storage)
