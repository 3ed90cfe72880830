from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sketch.entities.orders import Order, OrderLine, OrderStatus
from sketch.infrastructure.entities import Position
from sketch.infrastructure.storage.undo import Undo


class MemoryOrders:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._orders: dict[UUID, Order] = {}
        self._positions: list[Position] = []

    def add(self, order: Order) -> None:
        self._undo.put(self._orders, order.id, order)
        position = Position(order.created_at, order.id)
        insort(self._positions, position)
        self._undo.note(lambda: self._positions.remove(position))

    def get(self, order_id: UUID) -> Order | None:
        return self._orders.get(order_id)

    def page(self, limit: int, after: Position | None) -> list[Order]:
        end = bisect_left(self._positions, after) if after else len(self._positions)
        newest_first = reversed(self._positions[max(end - limit, 0) : end])
        return [self._orders[position.id] for position in newest_first]

    def lines(self, limit: int, after: Position | None) -> list[OrderLine]:
        return [
            OrderLine(
                order.id,
                order.customer_email,
                len(order.items),
                order.total_cents,
                order.status,
                order.created_at,
            )
            for order in self.page(limit, after)
        ]

    def mark_confirmed(self, order_id: UUID) -> None:
        confirmed = replace(self._orders[order_id], status=OrderStatus.CONFIRMED)
        self._undo.put(self._orders, order_id, confirmed)

    def statuses(self, order_ids: Collection[UUID]) -> dict[UUID, OrderStatus]:
        return {
            order_id: self._orders[order_id].status
            for order_id in order_ids
            if order_id in self._orders
        }

    def takings(self, since: datetime, until: datetime) -> tuple[int, int]:
        totals = [order.total_cents for order in self._between(since, until)]
        return len(totals), sum(totals)

    def totals(
        self, since: datetime, until: datetime, every: int, ranks: Collection[int]
    ) -> dict[int, int]:
        totals = sorted(order.total_cents for order in self._between(since, until))
        return {
            rank: total for rank, total in enumerate(totals) if rank % every == 0 or rank in ranks
        }

    def best_sku(self, since: datetime, until: datetime) -> str:
        by_sku: Counter[str] = Counter()
        for order in self._between(since, until):
            for item in order.items:
                by_sku[item.sku] += item.amount_cents
        return min(by_sku, key=lambda sku: (-by_sku[sku], sku), default="")

    def _between(self, since: datetime, until: datetime) -> Iterator[Order]:
        return (order for order in self._orders.values() if since <= order.created_at < until)
