"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from typing import Self

from corner_shop.adapters.cache import build_cache
from corner_shop.adapters.email import build_email_sender
from corner_shop.adapters.queue import build_queue
from corner_shop.adapters.storage import build_storage
from corner_shop.entities import TaskMessage
from corner_shop.ports.queue import TaskQueue
from corner_shop.ports.storage import Storage
from corner_shop.services import Services
from corner_shop.services.dispatcher import Dispatcher
from corner_shop.services.order_cache import OrderCache
from corner_shop.services.orders import OrderService
from corner_shop.services.readiness import Readiness
from corner_shop.services.reports import ReportService
from corner_shop.settings import Settings
from corner_shop.tasks import run_task


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
