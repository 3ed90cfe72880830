"""The transactional outbox: a task is stored with the change that asks for it.

A broker that is down therefore never fails a request, and a change that is rolled back
starts nothing. The row stays until the task is done or dead, so a queue that loses what it
took loses no task: it is sent again. Most repeats are skipped, but a task may run more than
once, so every task must bear that.
"""

import logging
import time
from datetime import UTC, datetime, timedelta

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
        self._patience = timedelta(seconds=queue.patience_s)
        self._rests_until = 0.0

    def store(self, uow: UnitOfWork, message: TaskMessage) -> None:
        """Within the caller's transaction; the lease leaves the caller time to publish."""
        uow.outbox.put(message, available_at=datetime.now(UTC) + self._lease)

    def publish(self, message: TaskMessage, sends: int = 0) -> None:
        """After the commit. While the queue is down, no request waits for it: the relay does."""
        if time.monotonic() < self._rests_until:
            return
        try:
            self._queue.publish(message)
        except QueueUnavailableError as error:
            self._rests_until = time.monotonic() + REST_S
            log.warning("tasks wait in the outbox: %s", error)
        else:
            self._note_sent(message, sends)

    def relay(self) -> int:
        """Publish what was stored and whose lease ran out; say how much that was."""
        with self._storage.begin() as uow:
            entries = uow.outbox.due(datetime.now(UTC), BATCH)
        claimed = 0
        for entry in entries:
            if time.monotonic() < self._rests_until:
                break
            with self._storage.begin() as uow:
                mine = uow.outbox.claim(entry, until=datetime.now(UTC) + self._lease)
            if mine:
                claimed += 1
                self.publish(entry.message, entry.sends)
        return claimed

    def _note_sent(self, message: TaskMessage, sends: int) -> None:
        """Twice the patience each time: what only waits in a long queue must not lengthen it."""
        patience = self._patience * 2 ** min(sends, MOST_DOUBLINGS)
        try:
            with self._storage.begin() as uow:
                uow.outbox.lease(message, until=datetime.now(UTC) + patience)
        except StorageUnavailableError:
            log.warning("task %s will be sent again: its lease was not stored", message.id)
