"""Leases distinguish tasks of a running process from those of a killed one.

A task that starts takes a lease in the outbox, and its process renews it for as long as the task
runs. When the process dies the lease ends, and the relay sends the task again.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from corner_shop.infrastructure.ports.storage import Storage

# Number of renewals that may fail before a lease ends.
RENEWALS = 3


class Leases:
    def __init__(
        self, storage: Storage, lease_s: float, running: Callable[[], Collection[UUID]]
    ) -> None:
        self._storage = storage
        self._lease = timedelta(seconds=lease_s)
        self._running = running
        self.renew_every_s = lease_s / RENEWALS

    def renew(self) -> None:
        ids = self._running()
        if ids:
            with self._storage.begin() as uow:
                uow.outbox.renew(ids, until=datetime.now(UTC) + self._lease)
