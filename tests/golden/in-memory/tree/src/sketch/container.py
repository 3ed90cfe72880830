"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from typing import Self

from sketch.adapters.cache import build_cache
from sketch.adapters.email import build_email_sender
from sketch.adapters.queue import build_queue
from sketch.adapters.storage import build_storage
from sketch.entities import TaskMessage
from sketch.ports.queue import TaskQueue
from sketch.ports.storage import Storage
from sketch.services import Services
from sketch.services.dispatcher import Dispatcher
from sketch.services.order_cache import OrderCache
from sketch.services.orders import OrderService
from sketch.services.readiness import Readiness
from sketch.services.reports import ReportService
from sketch.settings import Settings
from sketch.tasks import run_task


@dataclass(frozen=True, slots=True)
class Container:
    services: Services
    dispatcher: Dispatcher
    queue: TaskQueue
    storage: Storage

    def close(self) -> None:
        self.queue.close()
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_container(settings: Settings) -> Container:
    def run(message: TaskMessage) -> None:
        run_task(services, message)

    storage = build_storage(settings)
    cache = build_cache(settings)
    queue = build_queue(settings, run)
    dispatcher = Dispatcher(storage, queue)
    services = Services(
        orders=OrderService(
            storage,
            OrderCache(cache, settings.cache_ttl_s),
            dispatcher,
            build_email_sender(settings),
        ),
        reports=ReportService(storage, dispatcher),
        readiness=Readiness(
            (*storage.probes(), *queue.probes(), *cache.probes()), settings.readiness_timeout_s
        ),
    )
    return Container(services, dispatcher, queue, storage)
