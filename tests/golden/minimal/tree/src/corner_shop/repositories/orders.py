from collections.abc import Collection
from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    cast,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from corner_shop.entities.orders import Order, OrderItem, OrderLine, OrderStatus
from corner_shop.infrastructure.entities import Position
from corner_shop.models import OrderItemRow, OrderRow

Ts = TypeVarTuple("Ts")

WITH_ITEMS = selectinload(OrderRow.items)


class SqlOrders:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, order: Order) -> None:
        self._session.add(_row(order))

    def get(self, order_id: UUID) -> Order | None:
        with_items = joinedload(OrderRow.items)  # of one order: a single way to the database
        row = self._session.get(OrderRow, order_id, options=[with_items])
        return _entity(row) if row else None

    def page(self, limit: int, after: Position | None) -> list[Order]:
        query = _newest_first(select(OrderRow), limit, after).options(WITH_ITEMS)
        return [_entity(row) for row in self._session.scalars(query)]

    def lines(self, limit: int, after: Position | None) -> list[OrderLine]:
        items = (
            select(func.count())
            .where(OrderItemRow.order_id == OrderRow.id)
            .correlate(OrderRow)
            .scalar_subquery()
        )
        query = select(
            OrderRow.id,
            OrderRow.customer_email,
            items,
            OrderRow.total_cents,
            OrderRow.status,
            OrderRow.created_at,
        )
        rows = self._session.execute(_newest_first(query, limit, after))
        return [
            OrderLine(order_id, email, count, total, OrderStatus(status), created_at)
            for order_id, email, count, total, status, created_at in rows
        ]

    def mark_confirmed(self, order_id: UUID) -> None:
        self._session.execute(
            update(OrderRow).where(OrderRow.id == order_id).values(status=OrderStatus.CONFIRMED)
        )

    def statuses(self, order_ids: Collection[UUID]) -> dict[UUID, OrderStatus]:
        query = select(OrderRow.id, OrderRow.status).where(OrderRow.id.in_(order_ids))
        rows = self._session.execute(query)
        return {order_id: OrderStatus(status) for order_id, status in rows}

    def takings(self, since: datetime, until: datetime) -> tuple[int, int]:
        query = select(func.count(), func.sum(OrderRow.total_cents)).where(*_between(since, until))
        count, total = self._session.execute(query).one()
        return count, int(total or 0)

    def totals(
        self, since: datetime, until: datetime, every: int, ranks: Collection[int]
    ) -> dict[int, int]:
        rank = func.row_number().over(order_by=OrderRow.total_cents) - 1
        ranked = (
            select(rank.label("rank"), OrderRow.total_cents)
            .where(*_between(since, until))
            .subquery()
        )
        wanted = or_(ranked.c.rank % every == 0, ranked.c.rank.in_(ranks))
        query = select(ranked.c.rank, ranked.c.total_cents).where(wanted)
        return {row.rank: row.total_cents for row in self._session.execute(query)}

    def best_sku(self, since: datetime, until: datetime) -> str:
        quantity = cast(OrderItemRow.quantity, BigInteger)
        takings = func.sum(quantity * OrderItemRow.unit_price_cents)
        query = (
            select(OrderItemRow.sku)
            .join(OrderRow, OrderRow.id == OrderItemRow.order_id)
            .where(*_between(since, until))
            .group_by(OrderItemRow.sku)
            .order_by(takings.desc(), OrderItemRow.sku)
            .limit(1)
        )
        return self._session.scalar(query) or ""


def _between(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return OrderRow.created_at >= since, OrderRow.created_at < until


def _newest_first(query: Select[*Ts], limit: int, after: Position | None) -> Select[*Ts]:
    query = query.order_by(OrderRow.created_at.desc(), OrderRow.id.desc()).limit(limit)
    if after is None:
        return query
    return query.where(tuple_(OrderRow.created_at, OrderRow.id) < tuple_(*after))


def _row(order: Order) -> OrderRow:
    return OrderRow(
        id=order.id,
        customer_email=order.customer_email,
        total_cents=order.total_cents,
        status=order.status,
        created_at=order.created_at,
        items=[
            OrderItemRow(
                position=position,
                sku=item.sku,
                quantity=item.quantity,
                unit_price_cents=item.unit_price_cents,
            )
            for position, item in enumerate(order.items)
        ],
    )


def _entity(row: OrderRow) -> Order:
    return Order(
        id=row.id,
        customer_email=row.customer_email,
        items=tuple(
            OrderItem(item.sku, item.quantity, item.unit_price_cents) for item in row.items
        ),
        total_cents=row.total_cents,
        status=OrderStatus(row.status),
        created_at=row.created_at,
    )
