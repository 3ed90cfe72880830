"""Runs a task a limited number of times, with any queue.

Each start is counted in the outbox before the task runs, so that a task which takes its
worker down every time comes to an end too. While a task runs its process holds a lease, and
other messages of the same attempt are skipped. A task that failed goes back to the outbox and
waits there; what failed too often goes to the dead letters. Who takes an attempt out of the
outbox has decided it: whatever else comes of the same attempt is a repeat, and changes nothing.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from shop.infrastructure import correlation
from shop.infrastructure.entities import DeadLetter, TaskMessage
from shop.infrastructure.errors import StorageUnavailableError
from shop.infrastructure.ports.storage import Storage

log = logging.getLogger(__name__)

Outcome = Literal["done", "retried", "dead", "repeated"]

LONGEST_BACKOFF_S = 300.0
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    tries: int
    backoff_s: float
    lease_s: float

    def pause(self, message: TaskMessage, failures: int) -> timedelta:
        """Doubles with each retry; differs by message, so that retries spread out."""
        longest = min(self.backoff_s * 2 ** (failures - 1), LONGEST_BACKOFF_S)
        return timedelta(seconds=longest * (0.5 + message.id.int % 1024 / 2048))


class TaskRunner:
    def __init__(
        self,
        storage: Storage,
        policy: RetryPolicy,
        *,
        execute: Callable[[TaskMessage], None],
        give_up: Callable[[TaskMessage], None],
        observe: Callable[[str, Outcome, float], None],
    ) -> None:
        self._storage = storage
        self._policy = policy
        self._lease = timedelta(seconds=policy.lease_s)
        self._execute = execute
        self._give_up = give_up
        self._observe = observe

    def run(self, message: TaskMessage) -> Outcome:
        """Raises only if the storage is unavailable: the queue then delivers it again."""
        with correlation.task_of(message.id, message.request_id):
            started = time.perf_counter()
            outcome = self._run(message)
            seconds = time.perf_counter() - started
            log.info("task %s %s after %.3f s", message.name, outcome, seconds)
            self._observe(message.name, outcome, seconds)
            return outcome

    def _run(self, message: TaskMessage) -> Outcome:
        with self._storage.begin() as uow:
            now = datetime.now(UTC)
            starts = uow.outbox.start(message, now, until=now + self._lease)
        if starts is None:
            return "repeated"
        if starts > self._policy.tries:
            return self._bury(message, "it was started often enough and never ended", starts - 1)
        try:
            self._execute(message)
        except Exception as error:
            log.exception("task %s failed, attempt %d", message.name, starts)
            if starts == self._policy.tries:
                return self._bury(message, f"{type(error).__name__}: {error}", starts)
            return self._put_back(message, starts)
        with self._storage.begin() as uow:
            uow.outbox.remove(message)
        return "done"

    def _put_back(self, message: TaskMessage, failures: int) -> Outcome:
        available_at = datetime.now(UTC) + self._policy.pause(message, failures)
        with self._storage.begin() as uow:
            if not uow.outbox.remove(message):
                return "repeated"
            uow.outbox.put(replace(message, attempt=failures + 1), available_at)
        return "retried"

    def _bury(self, message: TaskMessage, error: str, attempts: int) -> Outcome:
        try:
            self._give_up(message)
        except StorageUnavailableError:
            raise
        except Exception:
            log.exception("task %s could not be given up properly", message.name)
        letter = DeadLetter(
            replace(message, attempt=attempts), error[:LONGEST_ERROR], datetime.now(UTC)
        )
        with self._storage.begin() as uow:
            if not uow.outbox.remove(message):
                return "repeated"
            uow.dead_letters.put(letter)
        return "dead"
