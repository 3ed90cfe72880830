from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sketch.infrastructure.entities import DeadLetter, OutboxEntry, TaskMessage


class OutboxRepository(Protocol):
    """Unfinished tasks: an attempt that is not here is done, dead or replaced."""

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        """Replaces an earlier attempt, if there is one, and keeps its number of starts."""

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        """Locked until the commit, if the database has locks; skips those that others lock."""

    def count_due(self, now: datetime) -> int: ...

    def unstarted(self) -> dict[int, datetime]:
        """Attempts that were sent and have not started: the first that is due, by sends."""

    def claim(
        self, entries: Sequence[OutboxEntry], now: datetime, until: datetime
    ) -> list[OutboxEntry]:
        """Claim them for this relay; return those that no other relay has claimed."""

    def note_sent(self, messages: Sequence[TaskMessage], now: datetime, until: datetime) -> None:
        """Increment the publish count of these attempts if they have not started."""

    def start(self, message: TaskMessage, now: datetime, until: datetime) -> int | None:
        """Lease this attempt, count one more start, and return how many there were.

        The count is stored, since a task may kill its worker. None where the attempt is not here
        or another process holds its lease.
        """

    def renew(self, ids: Collection[UUID], until: datetime) -> None:
        """Extend the leases of tasks that run."""

    def remove(self, message: TaskMessage) -> bool:
        """Only this attempt; return whether it existed."""

    def sent_often(self, sends: int, limit: int) -> list[TaskMessage]:
        """Those that were published at least this often."""

    def count(self) -> int: ...


class PeriodicTaskRepository(Protocol):
    """Until when the planned times of periodic tasks are decided."""

    def decided_until(self, name: str) -> datetime | None: ...

    def begin(self, name: str, at: datetime) -> None:
        """Raise `StorageUnavailableError` if another process begins the same task."""

    def decide(self, name: str, planned: datetime) -> bool:
        """Move forward to this time; return whether it was not there yet."""


class DeadLetterRepository(Protocol):
    def put(self, letter: DeadLetter) -> None: ...

    def get(self, message_id: UUID) -> DeadLetter | None: ...

    def oldest(self, limit: int) -> list[DeadLetter]: ...

    def remove(self, message_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that died before; return their number."""

    def count(self) -> int: ...
