from bisect import bisect_left, insort
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sketch.entities import (
    Order,
    OrderLine,
    OrderStatus,
    Position,
    Sale,
)
from sketch.ports.errors import DuplicateKeyError
from sketch.repositories.undo import Undo


class MemoryOrders:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._orders: dict[UUID, Order] = {}
        self._keys: dict[str, UUID] = {}
        self._positions: list[Position] = []

    def add(self, order: Order, idempotency_key: str | None) -> None:
        if idempotency_key in self._keys:
            raise DuplicateKeyError
        if idempotency_key is not None:
            self._undo.put(self._keys, idempotency_key, order.id)
        self._undo.put(self._orders, order.id, order)
        position = Position(order.created_at, order.id)
        insort(self._positions, position)
        self._undo.note(lambda: self._positions.remove(position))

    def get(self, order_id: UUID) -> Order | None:
        return self._orders.get(order_id)

    def get_by_key(self, idempotency_key: str) -> Order | None:
        order_id = self._keys.get(idempotency_key)
        return self._orders[order_id] if order_id else None

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

    def sales(self, since: datetime, until: datetime) -> list[Sale]:
        return [
            Sale(order.created_at.date(), order.id, item.sku, item.amount_cents)
            for order in self._orders.values()
            if since <= order.created_at < until
            for item in order.items
        ]
