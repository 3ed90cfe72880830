"""The arithmetic of a report: pure, and by day, so that days can go to several processes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from math import ceil
from operator import attrgetter

from laeden.entities import DayResult, ReportResult, Sale

DaySales = tuple[date, list[Sale]]
Spread = Callable[[Callable[[DaySales], DayResult], list[DaySales]], Iterable[DayResult]]


def summarize(sales: Iterable[Sale], spread: Spread = map) -> ReportResult:
    by_day = sorted(sales, key=attrgetter("day"))
    days = list(
        spread(
            summarize_day,
            [(day, list(group)) for day, group in groupby(by_day, key=attrgetter("day"))],
        )
    )
    return ReportResult(
        orders=sum(day["orders"] for day in days),
        revenue_cents=sum(day["revenue_cents"] for day in days),
        days=days,
    )


def summarize_day(day_sales: DaySales) -> DayResult:
    day, sales = day_sales
    by_order: defaultdict[object, int] = defaultdict(int)
    by_sku: Counter[str] = Counter()
    for sale in sales:
        by_order[sale.order_id] += sale.amount_cents
        by_sku[sale.sku] += sale.amount_cents
    totals = sorted(by_order.values())
    return DayResult(
        day=day.isoformat(),
        orders=len(totals),
        revenue_cents=sum(totals),
        median_cents=_percentile(totals, 50),
        p90_cents=_percentile(totals, 90),
        best_sku=min(by_sku, key=lambda sku: (-by_sku[sku], sku)),
    )


def _percentile(ordered: list[int], percent: int) -> int:
    """Nearest rank: always a value that occurred."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]
