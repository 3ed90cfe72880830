from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class OrderItem:
    sku: str
    quantity: int
    unit_price_cents: int

    @property
    def amount_cents(self) -> int:
        return self.quantity * self.unit_price_cents


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    customer_email: str
    items: tuple[OrderItem, ...]
    total_cents: int
    status: OrderStatus
    created_at: datetime


class OrderLine(NamedTuple):
    """An order as a line of an export, without its items."""

    id: UUID
    customer_email: str
    items: int
    total_cents: int
    status: OrderStatus
    created_at: datetime
