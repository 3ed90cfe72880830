"""The data, as the services see it: repositories that share one transaction."""

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
    Sale,
    TaskMessage,
)
from sketch.ports.health import Probe


class OrderRepository(Protocol):
    def add(self, order: Order, idempotency_key: str | None) -> None:
        """Raise `DuplicateKeyError` where the key is taken."""

    def get(self, order_id: UUID) -> Order | None: ...

    def get_by_key(self, idempotency_key: str) -> Order | None: ...

    def page(self, limit: int, after: Position | None) -> list[Order]:
        """Newest first, by keyset: the cost does not grow with the page's number."""

    def mark_confirmed(self, order_id: UUID) -> None: ...

    def lines(self, limit: int, after: Position | None) -> list[OrderLine]:
        """Like `page`, and several times cheaper."""

    def sales(self, since: datetime, until: datetime) -> list[Sale]:
        """From `since` on, and before `until`."""


class ReportRepository(Protocol):
    def add(self, report: Report) -> None: ...

    def get(self, report_id: UUID) -> Report | None: ...

    def start(self, report_id: UUID) -> bool:
        """Say whether the report still is to be made; one that failed may be tried again."""

    def finish(self, report_id: UUID, result: ReportResult) -> None: ...

    def fail(self, report_id: UUID) -> None: ...


class OutboxRepository(Protocol):
    """Tasks that are not decided yet: an attempt that is not here is done, dead or replaced."""

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        """In place of an earlier attempt, if there is one, and with the starts of those."""

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]: ...

    def count_due(self, now: datetime) -> int: ...

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        """Lease the entry, unless someone else did since it was read."""

    def lease(self, message: TaskMessage, until: datetime) -> None:
        """Count that this attempt was sent; nothing happens where it is not here."""

    def start(self, message: TaskMessage, until: datetime) -> int | None:
        """Lease this attempt, count one more start, and say how many there were.

        Kept here, since a task may take its worker down with it. None where it is not here.
        """

    def remove(self, message: TaskMessage) -> bool:
        """This attempt only; say whether it was here."""

    def count(self) -> int: ...


class DeadLetterRepository(Protocol):
    def put(self, letter: DeadLetter) -> None: ...

    def get(self, message_id: UUID) -> DeadLetter | None: ...

    def oldest(self, limit: int) -> list[DeadLetter]: ...

    def remove(self, message_id: UUID) -> None: ...

    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    orders: OrderRepository
    reports: ReportRepository
    outbox: OutboxRepository
    dead_letters: DeadLetterRepository


class Storage(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
