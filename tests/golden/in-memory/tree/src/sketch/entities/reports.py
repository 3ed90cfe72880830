from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID


class ReportStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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
