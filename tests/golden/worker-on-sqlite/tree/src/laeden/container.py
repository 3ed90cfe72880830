"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from typing import Self

from laeden.adapters.cache import build_cache
from laeden.adapters.email import build_email_sender
from laeden.adapters.queue import build_queue
from laeden.adapters.storage import build_storage
from laeden.entities import TaskMessage
from laeden.ports.queue import TaskQueue
from laeden.ports.storage import Storage
from laeden.services import Services
from laeden.services.dispatcher import Dispatcher
from laeden.services.order_cache import OrderCache
from laeden.services.orders import OrderService
from laeden.services.readiness import Readiness
from laeden.services.reports import ReportService
from laeden.settings import Settings
from laeden.tasks import run_task


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
