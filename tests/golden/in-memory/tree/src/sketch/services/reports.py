import json
from datetime import UTC, datetime, time, timedelta
from typing import cast
from uuid import UUID, uuid4

from sketch.entities import (
    DayResult,
    Report,
    ReportStatus,
    TaskMessage,
    TaskName,
)
from sketch.ports.processes import Processes
from sketch.ports.storage import Storage
from sketch.schemas.reports import NewReport
from sketch.services.dispatcher import Dispatcher
from sketch.services.errors import NotFoundError
from sketch.services.single_flight import SingleFlight
from sketch.services.summary import (
    summarize,
    summarize_days,
)

# An order of the last minute before midnight may still be on its way to the database.
STILL_OPEN = timedelta(minutes=5)
CLOSED_TTL_S = 24 * 60 * 60


class ReportService:
    def __init__(
        self, storage: Storage, dispatcher: Dispatcher, flights: SingleFlight, processes: Processes
    ) -> None:
        self._storage = storage
        self._dispatcher = dispatcher
        self._flights = flights
        self._processes = processes

    def request(self, new: NewReport) -> Report:
        report = Report(
            id=uuid4(),
            days=new.days,
            status=ReportStatus.QUEUED,
            result=None,
            created_at=datetime.now(UTC),
        )
        message = TaskMessage(uuid4(), TaskName.RUN_REPORT, {"report_id": str(report.id)})
        with self._storage.begin() as uow:
            uow.reports.add(report)
            self._dispatcher.store(uow, message)
        self._dispatcher.publish(message)
        return report

    def get(self, report_id: UUID) -> Report:
        with self._storage.begin() as uow:
            report = uow.reports.get(report_id)
        if report is None:
            raise NotFoundError
        return report

    def run(self, report_id: UUID) -> None:
        """Safe to repeat: a report that is done stays as it is."""
        with self._storage.begin() as uow:
            report = uow.reports.get(report_id)
            if report is None or not uow.reports.start(report_id):
                return
        today = _midnight(report.created_at)
        since = today - timedelta(days=report.days)
        closed = max(since, _midnight(report.created_at - STILL_OPEN))
        days = [*self._closed_days(since, closed), *self._days(closed, today + timedelta(days=2))]
        with self._storage.begin() as uow:
            uow.reports.finish(report_id, summarize(days))

    def give_up(self, report_id: UUID) -> None:
        with self._storage.begin() as uow:
            uow.reports.fail(report_id)

    def _closed_days(self, since: datetime, until: datetime) -> list[DayResult]:
        """Days that are over do not change: every report of the same days shares them."""
        key = f"days:{since:%Y-%m-%d}:{until:%Y-%m-%d}"
        value = self._flights.get(
            key, CLOSED_TTL_S, lambda: json.dumps(self._days(since, until)).encode()
        )
        return cast(list[DayResult], json.loads(value))

    def _days(self, since: datetime, until: datetime) -> list[DayResult]:
        with self._storage.begin() as uow:
            sales = uow.orders.sales(since, until)
        return summarize_days(sales, self._processes.map)


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
