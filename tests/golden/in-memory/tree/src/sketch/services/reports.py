import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sketch.entities import (
    Report,
    ReportStatus,
    TaskMessage,
    TaskName,
)
from sketch.ports.errors import StorageUnavailableError
from sketch.ports.storage import Storage
from sketch.schemas.reports import NewReport
from sketch.services.dispatcher import Dispatcher
from sketch.services.errors import NotFoundError
from sketch.services.summary import summarize

log = logging.getLogger(__name__)


class ReportService:
    def __init__(self, storage: Storage, dispatcher: Dispatcher) -> None:
        self._storage = storage
        self._dispatcher = dispatcher

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
        try:
            since = report.created_at - timedelta(days=report.days)
            with self._storage.begin() as uow:
                sales = uow.orders.sales_since(since)
            result = summarize(sales)
            with self._storage.begin() as uow:
                uow.reports.finish(report_id, result)
        except StorageUnavailableError:
            raise  # the queue tries again
        except Exception:
            log.exception("report %s failed", report_id)
            with self._storage.begin() as uow:
                uow.reports.fail(report_id)
