from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from laeden.entities.orders import Order, OrderLine, OrderStatus
from laeden.infrastructure.entities import Position


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
