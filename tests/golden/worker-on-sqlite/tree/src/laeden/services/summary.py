"""The computation of a report, by day, so that several processes can share it.

The database counts and ranks; what it returns of a day does not grow with the orders.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from random import Random

from laeden.entities.reports import DayResult, DaySales, ReportResult
from laeden.services.ports.orders import OrderRepository

RESAMPLES = 200
LARGEST_SAMPLE = 1000

DayMap = Callable[[Callable[[DaySales], DayResult], Sequence[DaySales]], Iterable[DayResult]]


def sales_of_day(orders: OrderRepository, midnight: datetime) -> DaySales | None:
    """Nothing for a day without orders."""
    since, until = midnight, midnight + timedelta(days=1)
    count, revenue = orders.takings(since, until)
    if count == 0:
        return None
    every = ceil(count / LARGEST_SAMPLE)
    median, p90 = _rank(count, 50), _rank(count, 90)
    totals = orders.totals(since, until, every, {median, p90})
    return DaySales(
        midnight.date(),
        count,
        revenue,
        totals[median],
        totals[p90],
        array("q", [totals[rank] for rank in sorted(totals) if rank % every == 0]),
        orders.best_sku(since, until),
    )


def summarize_days(sales: Sequence[DaySales], day_map: DayMap = map) -> list[DayResult]:
    return list(day_map(summarize_day, sales))


def summarize(days: list[DayResult]) -> ReportResult:
    return ReportResult(
        orders=sum(day["orders"] for day in days),
        revenue_cents=sum(day["revenue_cents"] for day in days),
        days=days,
    )


def summarize_day(day: DaySales) -> DayResult:
    return DayResult(
        day=day.day.isoformat(),
        orders=day.orders,
        revenue_cents=day.revenue_cents,
        median_cents=day.median_cents,
        median_between_cents=_median_interval(day.sample, seed=day.day.toordinal()),
        p90_cents=day.p90_cents,
        best_sku=day.best_sku,
    )


def _median_interval(sample: Sequence[int], seed: int) -> list[int]:
    """The 90 % confidence interval of the median, by bootstrap."""
    draw = Random(seed).choices  # noqa: S311  # nosec B311 # statistics, and the same every time
    medians = sorted(_percentile(sorted(draw(sample, k=len(sample))), 50) for _ in range(RESAMPLES))
    return [_percentile(medians, 5), _percentile(medians, 95)]


def _percentile(ordered: Sequence[int], percent: int) -> int:
    """Nearest rank: always a value that occurred."""
    return ordered[_rank(len(ordered), percent)]


def _rank(count: int, percent: int) -> int:
    return ceil(count * percent / 100) - 1
