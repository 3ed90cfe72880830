import json
from datetime import UTC, datetime, time, timedelta
from typing import cast

from sketch.entities.reports import DayResult, DaySales
from sketch.infrastructure.ports.processes import Processes
from sketch.infrastructure.tasks.single_flight import SingleFlight
from sketch.services.ports import Storage
from sketch.services.summary import sales_of_day, summarize_days

# Orders of the last minute before midnight may not be committed yet.
STILL_OPEN = timedelta(minutes=5)
CLOSED_TTL_S = 24 * 60 * 60


class ReportDays:
    def __init__(self, storage: Storage, flights: SingleFlight, processes: Processes) -> None:
        self._storage = storage
        self._flights = flights
        self._processes = processes

    def before(self, moment: datetime, days: int) -> list[DayResult]:
        """Today and this number of days before."""
        today = _midnight(moment)
        since = today - timedelta(days=days)
        closed = max(since, _midnight(moment - STILL_OPEN))
        return [*self._closed_days(since, closed), *self._days(closed, today + timedelta(days=2))]

    def _closed_days(self, since: datetime, until: datetime) -> list[DayResult]:
        """Totals of past days do not change, so reports of the same days share them."""
        key = f"days:{since:%Y-%m-%d}:{until:%Y-%m-%d}"
        value = self._flights.get(
            key, CLOSED_TTL_S, lambda: json.dumps(self._days(since, until)).encode()
        )
        return cast(list[DayResult], json.loads(value))

    def _days(self, since: datetime, until: datetime) -> list[DayResult]:
        midnights = (since + timedelta(days=day) for day in range((until - since).days))
        sales = [found for midnight in midnights if (found := self._sales(midnight))]
        return summarize_days(sales, self._processes.map)

    def _sales(self, midnight: datetime) -> DaySales | None:
        with self._storage.begin() as uow:
            return sales_of_day(uow.orders, midnight)


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
