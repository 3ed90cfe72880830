"""Periodic background work of a process, each job in its own thread."""

from collections.abc import Callable, Collection
from uuid import UUID

from shop.container import Container
from shop.infrastructure.tasks.leases import Leases
from shop.infrastructure.tasks.periodic import Periodic
from shop.settings import Settings


def start_background(
    container: Container, settings: Settings, running: Callable[[], Collection[UUID]]
) -> None:
    leases = Leases(container.storage, settings.task_lease_s, running)
    Periodic("leases", leases.renew, leases.renew_every_s).start()
    Periodic("relay", container.dispatcher.relay, settings.relay_every_s).start()
    Periodic("retention", container.retention.prune, settings.prune_every_s).start()
