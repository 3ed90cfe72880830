"""Periodic background work of a process, each job in its own thread."""

from collections.abc import Callable, Collection
from uuid import UUID

from shop.container import Container
from shop.infrastructure.tasks.leases import Leases
from shop.infrastructure.tasks.periodic import Periodic
from shop.infrastructure.tasks.schedule import LOOK_EVERY_S, Scheduler
from shop.settings import Settings
from shop.tasks import SCHEDULE


def start_background(
    container: Container,
    settings: Settings,
    running: Callable[[], Collection[UUID]],
    *,
    runs_tasks: bool,
) -> None:
    """A process that runs no tasks plans none: otherwise they would pile up without a worker."""
    leases = Leases(container.storage, settings.task_lease_s, running)
    Periodic("leases", leases.renew, leases.renew_every_s).start()
    Periodic("relay", container.dispatcher.relay, settings.relay_every_s).start()
    if runs_tasks:
        scheduler = Scheduler(container.storage, container.dispatcher, SCHEDULE)
        Periodic("schedule", scheduler.store_due, LOOK_EVERY_S).start()
