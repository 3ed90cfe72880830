"""Cache-aside for orders."""

from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from shop.entities.orders import Order, OrderStatus
from shop.infrastructure.ports.cache import Cache, Lookup

ORDER = TypeAdapter(Order)
PENDING_TTL_S = 10
QUARANTINE_S = 30


class OrderCache:
    def __init__(self, cache: Cache, ttl_s: int) -> None:
        self._cache = cache
        self._ttl_s = ttl_s

    def get(self, order_id: UUID) -> tuple[Lookup, Order | None]:
        lookup = self._cache.get(_key(order_id))
        if lookup.value is None:
            return lookup, None
        try:
            return lookup, ORDER.validate_json(lookup.value)
        except ValidationError:  # written by another version of this program
            return Lookup("miss"), None

    def keep(self, order: Order) -> None:
        key, value = _key(order.id), ORDER.dump_json(order)
        if order.status is OrderStatus.PENDING:
            # A slow read may add an old value after the confirmation: the mark blocks it.
            self._cache.add(key, value, PENDING_TTL_S)
        else:
            self._cache.put(key, value, self._spread(order.id))

    def forget(self, order_id: UUID) -> None:
        self._cache.invalidate(_key(order_id), QUARANTINE_S)

    def _spread(self, order_id: UUID) -> int:
        """Up to a fifth less, by id, so that entries do not expire at the same time."""
        return self._ttl_s - order_id.int % (self._ttl_s // 5 + 1)


def _key(order_id: UUID) -> str:
    return f"order:{order_id}"
