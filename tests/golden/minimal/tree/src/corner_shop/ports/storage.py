"""The data, as the services see it: repositories that share one transaction."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from corner_shop.entities import (
    Order,
    OutboxEntry,
    Position,
    Report,
    ReportResult,
    Sale,
    TaskMessage,
)
from corner_shop.ports.health import Probe


class OrderRepository(Protocol):
    def add(self, order: Order, idempotency_key: str | None) -> None:
        """Raise `DuplicateKeyError` where the key is taken."""

    def get(self, order_id: UUID) -> Order | None: ...

    def get_by_key(self, idempotency_key: str) -> Order | None: ...

    def page(self, limit: int, after: Position | None) -> list[Order]:
        """Newest first, by keyset: the cost does not grow with the page's number."""

    def mark_confirmed(self, order_id: UUID) -> None: ...

    def sales_since(self, since: datetime) -> list[Sale]: ...


class ReportRepository(Protocol):
    def add(self, report: Report) -> None: ...

    def get(self, report_id: UUID) -> Report | None: ...

    def start(self, report_id: UUID) -> bool:
        """Say whether the report still is to be made."""

    def finish(self, report_id: UUID, result: ReportResult) -> None: ...

    def fail(self, report_id: UUID) -> None: ...


class OutboxRepository(Protocol):
    def add(self, message: TaskMessage, available_at: datetime) -> None: ...

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]: ...

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        """Lease the entry, unless someone else did since it was read."""

    def remove(self, message_id: UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    orders: OrderRepository
    reports: ReportRepository
    outbox: OutboxRepository


class Storage(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
