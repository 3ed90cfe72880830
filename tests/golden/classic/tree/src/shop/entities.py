"""What the business talks about: plain values that know no framework and no storage."""

from collections.abc import Collection, Sequence
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


# They have a queue and a share of the workers of their own, so that they delay no other task.
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
    """What a caller names a request by, so that a second try of it is recognised."""

    caller: str
    text: str


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A key with the request that it was used for, and with what that request created."""

    id: str
    request_hash: str
    answer_id: UUID
    expires_at: datetime


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


class DaySales(NamedTuple):
    """The orders of a day, as a report sees them: no larger for more of them."""

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
    """The id stays the same however often the task is tried."""

    id: UUID
    name: str
    arguments: dict[str, str]
    attempt: int = 1
    request_id: str | None = field(default_factory=correlation.request_id.get)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message that is stored until its task is decided; from `available_at` on it is due."""

    message: TaskMessage
    available_at: datetime
    sends: int
    starts: int
    leased_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up, until somebody replays it."""

    message: TaskMessage
    error: str
    died_at: datetime
