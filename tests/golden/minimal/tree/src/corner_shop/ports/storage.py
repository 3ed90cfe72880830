"""The data, as the services see it: repositories that share one transaction."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from corner_shop.entities import (
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
from corner_shop.ports.health import Probe


class OrderRepository(Protocol):
    def add(self, order: Order) -> None: ...

    def get(self, order_id: UUID) -> Order | None: ...

    def page(self, limit: int, after: Position | None) -> list[Order]:
        """Newest first, by keyset: the cost does not grow with the page's number."""

    def mark_confirmed(self, order_id: UUID) -> None: ...

    def lines(self, limit: int, after: Position | None) -> list[OrderLine]:
        """Like `page`, and several times cheaper."""

    def takings(self, since: datetime, until: datetime) -> tuple[int, int]:
        """How many orders there are from `since` on and before `until`, and their total."""

    def totals(
        self, since: datetime, until: datetime, every: int, ranks: Collection[int]
    ) -> dict[int, int]:
        """Totals of the same orders by rank, the smallest is 0: every so many, and these."""

    def best_sku(self, since: datetime, until: datetime) -> str:
        """What these orders brought most with; of several, the first in the alphabet."""


class ReportRepository(Protocol):
    def add(self, report: Report) -> None: ...

    def count_open(self, caller: str) -> int:
        """How many of the caller's reports are neither done nor failed."""

    def get(self, report_id: UUID) -> Report | None: ...

    def start(self, report_id: UUID) -> bool:
        """Say whether the report still is to be made; one that failed may be tried again."""

    def finish(self, report_id: UUID, result: ReportResult) -> None: ...

    def fail(self, report_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that were requested before; return how many."""


class KeyRepository(Protocol):
    """Idempotency keys in use."""

    def add(self, key: UsedKey, now: datetime) -> None:
        """Replace the same key if it has expired; raise `DuplicateKeyError` if it has not."""

    def get(self, key_id: str) -> UsedKey | None: ...

    def prune(self, now: datetime, limit: int) -> int:
        """Delete those that have expired; return how many."""


class OutboxRepository(Protocol):
    """Tasks that are not decided yet: an attempt that is not here is done, dead or replaced."""

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        """In place of an earlier attempt, if there is one, and with the starts of those."""

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        """Locked until the commit, without those that others have locked, where there are locks."""

    def count_due(self, now: datetime) -> int: ...

    def claim(
        self, entries: Sequence[OutboxEntry], now: datetime, until: datetime
    ) -> list[OutboxEntry]:
        """Keep them from other relays; return those that no other relay claimed meanwhile."""

    def note_sent(self, messages: Sequence[TaskMessage], now: datetime, until: datetime) -> None:
        """Count that these attempts were sent, where they wait for their start."""

    def start(self, message: TaskMessage, now: datetime, until: datetime) -> int | None:
        """Lease this attempt, count one more start, and return how many there were.

        The count is stored, since a task may kill its worker. None where the attempt is not here
        or another process holds its lease.
        """

    def renew(self, ids: Collection[UUID], until: datetime) -> None:
        """Extend the leases of tasks that run."""

    def remove(self, message: TaskMessage) -> bool:
        """This attempt only; say whether it was here."""

    def sent_often(self, sends: int, limit: int) -> list[TaskMessage]:
        """Those that were sent at least so often."""

    def count(self) -> int: ...


class DeadLetterRepository(Protocol):
    def put(self, letter: DeadLetter) -> None: ...

    def get(self, message_id: UUID) -> DeadLetter | None: ...

    def oldest(self, limit: int) -> list[DeadLetter]: ...

    def remove(self, message_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that died before; return how many."""

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
