"""Entities: plain values, independent of frameworks and storage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


class ReportStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class TaskName(StrEnum):
    """Task names in messages. They must stay stable: messages outlive a deployment."""

    CONFIRM_ORDER = "orders.confirm"
    RUN_REPORT = "reports.run"


# They have a separate queue and share of the workers, so that they do not delay other tasks.
SLOW_TASKS: Collection[str] = frozenset({TaskName.RUN_REPORT})


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


class DaySales(NamedTuple):
    """Aggregated orders of a day, of constant size."""

    day: date
    orders: int
    revenue_cents: int
    median_cents: int
    p90_cents: int
    sample: Sequence[int]
    best_sku: str


class DayResult(TypedDict):
    day: str
    orders: int
    revenue_cents: int
    median_cents: int
    median_between_cents: list[int]
    p90_cents: int
    best_sku: str


class ReportResult(TypedDict):
    orders: int
    revenue_cents: int
    days: list[DayResult]


@dataclass(frozen=True, slots=True)
class Report:
    id: UUID
    days: int
    status: ReportStatus
    result: ReportResult | None
    created_at: datetime
    caller: str = ""
