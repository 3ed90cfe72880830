"""Entities: plain values, independent of frameworks and storage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID

from corner_shop import correlation


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


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Identifies a request of a caller, so that a repeated one is recognised."""

    caller: str
    text: str


@dataclass(frozen=True, slots=True)
class UsedKey:
    """An idempotency key with the hash of its request and the id of what it created."""

    id: str
    request_hash: str
    answer_id: UUID
    expires_at: datetime


class Position(NamedTuple):
    """Position of an order in the list, newest first; the content of a cursor."""

    created_at: datetime
    id: UUID


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


@dataclass(frozen=True, slots=True)
class TaskMessage:
    """The id stays the same for all tries."""

    id: UUID
    name: str
    arguments: dict[str, str]
    attempt: int = 1
    request_id: str | None = field(default_factory=correlation.request_id.get)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message that is stored until its task is done or dead; due from `available_at`."""

    message: TaskMessage
    available_at: datetime
    sends: int
    starts: int
    leased_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message whose task failed for good, kept for a replay."""

    message: TaskMessage
    error: str
    died_at: datetime
