"""Periodic tasks: the run for a planned time is stored once, by the process that is first.

A row says until when the planned times of a task are decided. A process moves it forward in the
transaction that stores the task in the outbox: if it is killed, both happened or neither did.
The row never moves back, so a clock that is set back repeats no run.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Protocol
from uuid import NAMESPACE_OID, uuid5

from sketch.infrastructure.entities import TaskMessage
from sketch.infrastructure.errors import StorageUnavailableError
from sketch.infrastructure.ports.storage import Storage
from sketch.infrastructure.tasks.dispatcher import Dispatcher

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
# A run that is later than this was missed: no process was running at its planned time.
ON_TIME = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Missed(Enum):
    """What happens after planned times at which no process was running."""

    RUN_ONCE = "one run makes up for all of them"
    SKIP = "the next run is at the next planned time"


class Schedule(Protocol):
    def latest(self, after: datetime, until: datetime) -> datetime | None:
        """The latest planned time that is after the first time and not after the second."""


class Every:
    """Planned times are multiples of the interval since 1970, so every process has the same."""

    def __init__(self, interval: timedelta) -> None:
        if interval < SECOND:
            raise ValueError(f"the interval {interval} is less than a second")
        self._interval = interval

    def latest(self, after: datetime, until: datetime) -> datetime | None:
        planned = until - (until - EPOCH) % self._interval
        return planned if planned > after else None


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """The task gets its planned time as `planned_at`, a text in ISO format."""

    name: str
    schedule: Schedule
    missed: Missed = Missed.RUN_ONCE

    def message(self, planned: datetime) -> TaskMessage:
        text = planned.isoformat()
        return TaskMessage(
            uuid5(NAMESPACE_OID, f"{self.name} {text}"), self.name, {"planned_at": text}
        )


class Scheduler:
    def __init__(
        self,
        storage: Storage,
        dispatcher: Dispatcher,
        tasks: Iterable[PeriodicTask],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._storage = storage
        self._dispatcher = dispatcher
        self._tasks = tuple(tasks)
        self._now = now
        self._decided: dict[str, datetime] = {}  # at least until then, as far as is known here

    def store_due(self) -> None:
        try:
            for task in self._tasks:
                self._decide(task, self._now())
        except StorageUnavailableError as error:
            log.warning("periodic tasks wait: %s", error)

    def _decide(self, task: PeriodicTask, now: datetime) -> None:
        if task.name not in self._decided:
            self._decided[task.name] = self._begin(task.name, now)
        after = self._decided[task.name]
        planned = task.schedule.latest(after, now)
        if planned is None:
            self._decided[task.name] = max(after, now)
            return
        runs = task.missed is Missed.RUN_ONCE or now - planned <= ON_TIME
        message = task.message(planned)
        with self._storage.begin() as uow:
            is_first = uow.periodic_tasks.decide(task.name, planned)
            if is_first and runs:
                self._dispatcher.store(uow, message)
        if not is_first:
            del self._decided[task.name]
        elif runs:
            log.info("task %s, planned for %s, is in the outbox", task.name, planned)
            self._dispatcher.publish(message)
        else:
            log.warning("task %s, planned for %s, was missed and is skipped", task.name, planned)

    def _begin(self, name: str, now: datetime) -> datetime:
        """A new task runs at the first planned time from now on."""
        with self._storage.begin() as uow:
            decided = uow.periodic_tasks.decided_until(name)
            if decided is None:
                uow.periodic_tasks.begin(name, now)
                return now
        if decided > now + ON_TIME:
            log.warning(
                "task %s waits until %s: a clock was ahead, or this one is late", name, decided
            )
        return decided
