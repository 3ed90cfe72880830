"""The arithmetic of a report: pure, and by day, so that days can go to several processes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import ceil
from random import Random
from typing import NamedTuple
from uuid import UUID

from laeden.entities import (
    DayResult,
    ReportResult,
    Sale,
)

RESAMPLES = 200
LARGEST_SAMPLE = 1000


class DayTotals(NamedTuple):
    """What one process needs of a day: little to send, and much to do."""

    day: date
    totals: list[int]
    best_sku: str


DayMap = Callable[[Callable[[DayTotals], DayResult], Sequence[DayTotals]], Iterable[DayResult]]


def totals_by_day(sales: Iterable[Sale]) -> list[DayTotals]:
    by_order: defaultdict[date, Counter[UUID]] = defaultdict(Counter)
    by_sku: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for sale in sales:
        by_order[sale.day][sale.order_id] += sale.amount_cents
        by_sku[sale.day][sale.sku] += sale.amount_cents
    return [
        DayTotals(day, sorted(orders.values()), _best(by_sku[day]))
        for day, orders in sorted(by_order.items())
    ]


def summarize_days(sales: Iterable[Sale], day_map: DayMap = map) -> list[DayResult]:
    return list(day_map(summarize_day, totals_by_day(sales)))


def summarize(days: list[DayResult]) -> ReportResult:
    return ReportResult(
        orders=sum(day["orders"] for day in days),
        revenue_cents=sum(day["revenue_cents"] for day in days),
        days=days,
    )


def summarize_day(day: DayTotals) -> DayResult:
    return DayResult(
        day=day.day.isoformat(),
        orders=len(day.totals),
        revenue_cents=sum(day.totals),
        median_cents=_percentile(day.totals, 50),
        median_between_cents=_median_interval(day.totals, seed=day.day.toordinal()),
        p90_cents=_percentile(day.totals, 90),
        best_sku=day.best_sku,
    )


def _median_interval(ordered: list[int], seed: int) -> list[int]:
    """How sure the median is: where it lies in nine of ten samples drawn anew (a bootstrap)."""
    sample = ordered[:: ceil(len(ordered) / LARGEST_SAMPLE)]
    draw = Random(seed).choices  # noqa: S311  # nosec B311 # statistics, and the same every time
    medians = sorted(_percentile(sorted(draw(sample, k=len(sample))), 50) for _ in range(RESAMPLES))
    return [_percentile(medians, 5), _percentile(medians, 95)]


def _percentile(ordered: Sequence[int], percent: int) -> int:
    """Nearest rank: always a value that occurred."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]


def _best(by_sku: Counter[str]) -> str:
    return min(by_sku, key=lambda sku: (-by_sku[sku], sku))
