"""What the business talks about: plain values that know no framework and no storage."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID

from shop import correlation


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


class ReportStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class TaskName(StrEnum):
    """The name under which a task travels; a message outlives the code that sent it."""

    CONFIRM_ORDER = "orders.confirm"
    RUN_REPORT = "reports.run"


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


class Position(NamedTuple):
    """Where an order stands in the list, newest first: the key that a cursor carries."""

    created_at: datetime
    id: UUID


class OrderLine(NamedTuple):
    """An order as a line of an export: what a list needs, without its items."""

    id: UUID
    customer_email: str
    items: int
    total_cents: int
    status: OrderStatus
    created_at: datetime


class Sale(NamedTuple):
    """One order item, as a report sees it."""

    day: date
    order_id: UUID
    sku: str
    amount_cents: int


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


@dataclass(frozen=True, slots=True)
class TaskMessage:
    """The id stays the same however often the task is tried."""

    id: UUID
    name: str
    arguments: dict[str, str]
    attempt: int = 1
    request_id: str | None = field(default_factory=correlation.request_id.get)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message that is stored until its task is decided; `available_at` ends its lease."""

    message: TaskMessage
    available_at: datetime
    sends: int
    starts: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up, until somebody replays it."""

    message: TaskMessage
    error: str
    died_at: datetime
