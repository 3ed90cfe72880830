from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from corner_shop.entities import (
    Order,
    OrderItem,
    OrderLine,
    OrderStatus,
    Position,
    Sale,
)
from corner_shop.models import OrderItemRow, OrderRow
from corner_shop.ports.errors import DuplicateKeyError

Ts = TypeVarTuple("Ts")

WITH_ITEMS = selectinload(OrderRow.items)


class SqlOrders:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, order: Order, idempotency_key: str | None) -> None:
        self._session.add(_row(order, idempotency_key))
        try:
            self._session.flush()
        except IntegrityError as error:
            raise DuplicateKeyError from error

    def get(self, order_id: UUID) -> Order | None:
        with_items = joinedload(OrderRow.items)  # of one order: a single way to the database
        row = self._session.get(OrderRow, order_id, options=[with_items])
        return _entity(row) if row else None

    def get_by_key(self, idempotency_key: str) -> Order | None:
        query = select(OrderRow).filter_by(idempotency_key=idempotency_key).options(WITH_ITEMS)
        row = self._session.scalar(query)
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

    def sales(self, since: datetime, until: datetime) -> list[Sale]:
        query = (
            select(
                OrderRow.created_at,
                OrderRow.id,
                OrderItemRow.sku,
                OrderItemRow.quantity,
                OrderItemRow.unit_price_cents,
            )
            .join(OrderRow.items)
            .where(OrderRow.created_at >= since, OrderRow.created_at < until)
        )
        return [
            Sale(created_at.date(), order_id, sku, quantity * price_cents)
            for created_at, order_id, sku, quantity, price_cents in self._session.execute(query)
        ]


def _newest_first(query: Select[*Ts], limit: int, after: Position | None) -> Select[*Ts]:
    query = query.order_by(OrderRow.created_at.desc(), OrderRow.id.desc()).limit(limit)
    if after is None:
        return query
    return query.where(tuple_(OrderRow.created_at, OrderRow.id) < tuple_(*after))


def _row(order: Order, idempotency_key: str | None) -> OrderRow:
    return OrderRow(
        id=order.id,
        customer_email=order.customer_email,
        total_cents=order.total_cents,
        status=order.status,
        created_at=order.created_at,
        idempotency_key=idempotency_key,
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
