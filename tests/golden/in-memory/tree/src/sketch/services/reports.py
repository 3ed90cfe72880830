from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sketch.entities.reports import Report, ReportStatus
from sketch.entities.tasks import TaskName
from sketch.infrastructure.entities import IdempotencyKey, TaskMessage
from sketch.infrastructure.errors import DuplicateKeyError, NotFoundError
from sketch.infrastructure.services.idempotency import Idempotency
from sketch.infrastructure.tasks.dispatcher import Dispatcher
from sketch.schemas.reports import NewReport
from sketch.services.errors import TooManyOpenError
from sketch.services.ports import Storage
from sketch.services.report_days import ReportDays
from sketch.services.summary import summarize

LONGEST_CALLER = 64


class ReportService:
    def __init__(
        self,
        storage: Storage,
        dispatcher: Dispatcher,
        idempotency: Idempotency,
        days: ReportDays,
        most_open: int,
    ) -> None:
        self._storage = storage
        self._dispatcher = dispatcher
        self._idempotency = idempotency
        self._days = days
        self._most_open = most_open

    def request(
        self, new: NewReport, key: IdempotencyKey | None = None, caller: str = ""
    ) -> Report:
        """Concurrent requests may each pass the limit."""
        report = Report(
            id=uuid4(),
            days=new.days,
            status=ReportStatus.QUEUED,
            result=None,
            created_at=datetime.now(UTC),
            caller=caller[:LONGEST_CALLER],
        )
        message = TaskMessage(uuid4(), TaskName.RUN_REPORT, {"report_id": str(report.id)})
        try:
            with self._storage.begin() as uow:
                self._idempotency.note(uow, key, new, report.id)
                if uow.reports.count_open(report.caller) >= self._most_open:
                    raise TooManyOpenError
                uow.reports.add(report)
                self._dispatcher.store(uow, message)
        except DuplicateKeyError:
            if key is None:
                raise
            first = self.get(self._idempotency.answer_id(key, new))
            return replace(first, status=ReportStatus.QUEUED, result=None)
        self._dispatcher.publish(message)
        return report

    def get(self, report_id: UUID) -> Report:
        with self._storage.begin() as uow:
            report = uow.reports.get(report_id)
        if report is None:
            raise NotFoundError
        return report

    def run(self, report_id: UUID) -> None:
        """Idempotent: a finished report does not change."""
        with self._storage.begin() as uow:
            report = uow.reports.get(report_id)
            if report is None or not uow.reports.start(report_id):
                return
        days = self._days.before(report.created_at, report.days)
        with self._storage.begin() as uow:
            uow.reports.finish(report_id, summarize(days))

    def prune(self, kept: timedelta, limit: int) -> int:
        """Delete the oldest; not before their idempotency keys, which refer to them."""
        before = datetime.now(UTC) - max(kept, self._idempotency.ttl)
        with self._storage.begin() as uow:
            return uow.reports.prune(before, limit)

    def give_up(self, report_id: UUID) -> None:
        with self._storage.begin() as uow:
            uow.reports.fail(report_id)
