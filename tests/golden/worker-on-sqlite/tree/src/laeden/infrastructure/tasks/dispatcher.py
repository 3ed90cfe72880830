"""The transactional outbox: a task is stored with the change that requests it.

A broker that is down therefore never fails a request, and a change that is rolled back
starts nothing. The row stays until the task is done or dead, so a queue that loses what it
took loses no task: it is sent again. Most repeats are skipped, but a task may run more than
once, so every task must bear that.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from laeden.infrastructure.entities import OutboxEntry, TaskMessage, patience_after
from laeden.infrastructure.errors import QueueUnavailableError, StorageUnavailableError
from laeden.infrastructure.ports.queue import TaskQueue
from laeden.infrastructure.ports.storage import Storage, UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100
REST_S = 2.0


class Dispatcher:
    def __init__(self, storage: Storage, queue: TaskQueue) -> None:
        self._storage = storage
        self._queue = queue
        self._lease = timedelta(seconds=queue.lease_s)
        self._patience = timedelta(seconds=queue.patience_s)
        self._rests_until = 0.0

    def store(self, uow: UnitOfWork, message: TaskMessage) -> None:
        """In the caller's transaction; the lease gives the caller time to publish."""
        uow.outbox.put(message, available_at=datetime.now(UTC) + self._lease)

    def publish(self, message: TaskMessage) -> None:
        """Called after the commit. If the queue is down, the relay publishes the message later."""
        if self._publish(message):
            self._note_sent([message], sends=0)

    def relay(self) -> int:
        """Publish a batch of due messages; return its size."""
        if time.monotonic() < self._rests_until:
            return 0
        entries = self._claim()
        sent: defaultdict[int, list[TaskMessage]] = defaultdict(list)
        for entry in entries:
            if self._publish(entry.message):
                sent[entry.sends].append(entry.message)
        for sends, messages in sent.items():
            self._note_sent(messages, sends)
        return len(entries)

    def _claim(self) -> list[OutboxEntry]:
        with self._storage.begin() as uow:
            now = datetime.now(UTC)
            due = uow.outbox.due(now, BATCH)
            return uow.outbox.claim(due, now, until=now + self._lease) if due else []

    def _publish(self, message: TaskMessage) -> bool:
        if time.monotonic() < self._rests_until:
            return False
        try:
            self._queue.publish(message)
        except QueueUnavailableError as error:
            self._rests_until = time.monotonic() + REST_S
            log.warning("tasks wait in the outbox: %s", error)
            return False
        return True

    def _note_sent(self, messages: Sequence[TaskMessage], sends: int) -> None:
        patience = patience_after(sends, self._patience)
        try:
            with self._storage.begin() as uow:
                now = datetime.now(UTC)
                uow.outbox.note_sent(messages, now, until=now + patience)
        except StorageUnavailableError:
            log.warning("%d tasks were sent, and will be again: it was not stored", len(messages))
