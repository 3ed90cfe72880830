"""The interfaces that `repositories` implements: orders and reports in a transaction."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shop.entities import Order, OrderLine, OrderStatus, Report, ReportResult
from shop.infrastructure.entities import Position
from shop.infrastructure.ports import storage


class OrderRepository(Protocol):
    def add(self, order: Order) -> None: ...

    def get(self, order_id: UUID) -> Order | None: ...

    def page(self, limit: int, after: Position | None) -> list[Order]:
        """Newest first, by keyset: the cost does not grow with the page's number."""

    def mark_confirmed(self, order_id: UUID) -> None: ...

    def statuses(self, order_ids: Collection[UUID]) -> dict[UUID, OrderStatus]:
        """All in one go; what does not exist is left out."""

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


@dataclass(frozen=True, slots=True)
class UnitOfWork(storage.UnitOfWork):
    orders: OrderRepository
    reports: ReportRepository


class Storage(storage.Storage, Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
