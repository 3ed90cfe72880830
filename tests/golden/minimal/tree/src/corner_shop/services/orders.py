from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from corner_shop.entities.orders import Order, OrderItem, OrderStatus
from corner_shop.entities.tasks import TaskName
from corner_shop.infrastructure.entities import IdempotencyKey, Position, TaskMessage
from corner_shop.infrastructure.errors import DuplicateKeyError, NotFoundError
from corner_shop.infrastructure.ports.cache import CacheState
from corner_shop.infrastructure.ports.email import EmailSender
from corner_shop.infrastructure.services.idempotency import Idempotency
from corner_shop.infrastructure.tasks.dispatcher import Dispatcher
from corner_shop.schemas.orders import NewOrder
from corner_shop.services.order_cache import OrderCache
from corner_shop.services.ports import Storage
from corner_shop.services.pricing import postage_cents


class OrderService:
    def __init__(
        self,
        storage: Storage,
        cache: OrderCache,
        dispatcher: Dispatcher,
        idempotency: Idempotency,
        email: EmailSender,
    ) -> None:
        self._storage = storage
        self._cache = cache
        self._dispatcher = dispatcher
        self._idempotency = idempotency
        self._email = email

    def place(self, new: NewOrder, key: IdempotencyKey | None = None) -> Order:
        order = _order_of(new)
        message = TaskMessage(uuid4(), TaskName.CONFIRM_ORDER, {"order_id": str(order.id)})
        try:
            with self._storage.begin() as uow:
                self._idempotency.note(uow, key, new, order.id)
                uow.orders.add(order)
                self._dispatcher.store(uow, message)
        except DuplicateKeyError:
            if key is None:
                raise
            return self._placed_before(self._idempotency.answer_id(key, new))
        self._dispatcher.publish(message)
        return order

    def get(self, order_id: UUID) -> tuple[Order, CacheState]:
        lookup, order = self._cache.get(order_id)
        if order is None:
            with self._storage.begin() as uow:
                order = uow.orders.get(order_id)
            if order is None:
                raise NotFoundError
            self._cache.keep(order)
        return order, lookup.state

    def page(self, limit: int, after: Position | None) -> tuple[list[Order], Position | None]:
        with self._storage.begin() as uow:
            orders = uow.orders.page(limit + 1, after)
        if len(orders) <= limit:
            return orders, None
        last = orders[limit - 1]
        return orders[:limit], Position(last.created_at, last.id)

    def confirm(self, order_id: UUID) -> None:
        """Idempotent, except that a crash between sending and storing sends a second e-mail."""
        with self._storage.begin() as uow:
            order = uow.orders.get(order_id)
        if order is None:
            return
        if order.status is OrderStatus.PENDING:
            self._email.send(
                order.customer_email,
                subject=f"Your order {order.id}",
                body=_confirmation(order),
            )
            with self._storage.begin() as uow:
                uow.orders.mark_confirmed(order_id)
        self._cache.forget(order_id)

    def _placed_before(self, order_id: UUID) -> Order:
        """The response of the first request."""
        with self._storage.begin() as uow:
            order = uow.orders.get(order_id)
        if order is None:
            raise NotFoundError
        return replace(order, status=OrderStatus.PENDING)


def _order_of(new: NewOrder) -> Order:
    items = tuple(OrderItem(item.sku, item.quantity, item.unit_price_cents) for item in new.items)
    return Order(
        id=uuid4(),
        customer_email=new.customer_email,
        items=items,
        total_cents=sum(item.amount_cents for item in items),
        status=OrderStatus.PENDING,
        created_at=datetime.now(UTC),
    )


def _confirmation(order: Order) -> str:
    units = sum(item.quantity for item in order.items)
    postage = postage_cents(units)
    return (
        f"Thank you. We received your order of {units} unit(s) "
        f"and pay the postage of {postage // 100}.{postage % 100:02}."
    )
