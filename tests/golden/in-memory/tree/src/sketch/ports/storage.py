"""The storage port of the services: repositories that share a transaction."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sketch.entities import (
    DeadLetter,
    Order,
    OrderLine,
    OutboxEntry,
    Position,
    Report,
    ReportResult,
    TaskMessage,
    UsedKey,
)
from sketch.ports.health import Probe


class OrderRepository(Protocol):
    def add(self, order: Order) -> None: ...

    def get(self, order_id: UUID) -> Order | None: ...

    def page(self, limit: int, after: Position | None) -> list[Order]:
        """Newest first, by keyset: the cost does not grow with the page's number."""

    def mark_confirmed(self, order_id: UUID) -> None: ...

    def lines(self, limit: int, after: Position | None) -> list[OrderLine]:
        """Like `page`, and several times cheaper."""

    def takings(self, since: datetime, until: datetime) -> tuple[int, int]:
        """The number of orders in [`since`, `until`) and their total."""

    def totals(
        self, since: datetime, until: datetime, every: int, ranks: Collection[int]
    ) -> dict[int, int]:
        """Order totals by rank, from 0 for the smallest: each `every`-th, and those in `ranks`."""

    def best_sku(self, since: datetime, until: datetime) -> str:
        """The item with the highest sales; the alphabetically first of several."""


class ReportRepository(Protocol):
    def add(self, report: Report) -> None: ...

    def count_open(self, caller: str) -> int:
        """The number of the caller's reports that are queued or running."""

    def get(self, report_id: UUID) -> Report | None: ...

    def start(self, report_id: UUID) -> bool:
        """Return whether the report must still be made; a failed one may be retried."""

    def finish(self, report_id: UUID, result: ReportResult) -> None: ...

    def fail(self, report_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that were requested before; return their number."""


class KeyRepository(Protocol):
    """Idempotency keys in use."""

    def add(self, key: UsedKey, now: datetime) -> None:
        """Replace the same key if it has expired; raise `DuplicateKeyError` if it has not."""

    def get(self, key_id: str) -> UsedKey | None: ...

    def prune(self, now: datetime, limit: int) -> int:
        """Delete expired keys; return their number."""


class OutboxRepository(Protocol):
    """Unfinished tasks: an attempt that is not here is done, dead or replaced."""

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        """Replaces an earlier attempt, if there is one, and keeps its number of starts."""

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        """Locked until the commit, if the database has locks; skips those that others lock."""

    def count_due(self, now: datetime) -> int: ...

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


class DeadLetterRepository(Protocol):
    def put(self, letter: DeadLetter) -> None: ...

    def get(self, message_id: UUID) -> DeadLetter | None: ...

    def oldest(self, limit: int) -> list[DeadLetter]: ...

    def remove(self, message_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that died before; return their number."""

    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    orders: OrderRepository
    reports: ReportRepository
    keys: KeyRepository
    outbox: OutboxRepository
    dead_letters: DeadLetterRepository


class Storage(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
