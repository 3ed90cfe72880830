"""The transactional outbox: a task is stored with the change that asks for it.

A broker that is down therefore never fails a request, and a change that is rolled back
starts nothing. A task may run more than once, so every task must bear that.
"""

import logging
import time
from datetime import UTC, datetime, timedelta
from functools import partial

from shop.entities import TaskMessage
from shop.ports.errors import (
    QueueUnavailableError,
    StorageUnavailableError,
)
from shop.ports.queue import TaskQueue
from shop.ports.storage import Storage, UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100
MOST_DOUBLINGS = 6
REST_S = 2.0


class Dispatcher:
    def __init__(self, storage: Storage, queue: TaskQueue) -> None:
        self._storage = storage
        self._queue = queue
        self._lease = timedelta(seconds=queue.lease_s)
        self._rests_until = 0.0

    def store(self, uow: UnitOfWork, message: TaskMessage) -> None:
        """Within the caller's transaction; the lease leaves the caller time to publish."""
        uow.outbox.put(message, available_at=datetime.now(UTC) + self._lease)

    def publish(self, message: TaskMessage) -> None:
        """After the commit. While the queue is down, no request waits for it: the relay does."""
        if time.monotonic() < self._rests_until:
            return
        try:
            self._queue.publish(message, partial(self._settle, message))
        except QueueUnavailableError as error:
            self._rests_until = time.monotonic() + REST_S
            log.warning("tasks wait in the outbox: %s", error)

    def relay(self) -> int:
        """Publish what was stored and whose lease ran out; say how much that was."""
        now = datetime.now(UTC)
        with self._storage.begin() as uow:
            entries = uow.outbox.due(now, BATCH)
        claimed = 0
        for entry in entries:
            if time.monotonic() < self._rests_until:
                break
            lease = self._lease * 2 ** min(entry.claims, MOST_DOUBLINGS)
            with self._storage.begin() as uow:
                mine = uow.outbox.claim(entry, until=now + lease)
            if mine:
                claimed += 1
                self.publish(entry.message)
        return claimed

    def _settle(self, message: TaskMessage) -> None:
        try:
            with self._storage.begin() as uow:
                uow.outbox.remove(message)
        except StorageUnavailableError:
            log.warning("task %s stays in the outbox and will be sent again", message.id)
