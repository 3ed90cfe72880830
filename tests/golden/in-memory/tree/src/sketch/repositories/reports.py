from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sketch.entities.reports import Report, ReportResult, ReportStatus
from sketch.infrastructure.storage.undo import Undo

OPEN = (ReportStatus.QUEUED, ReportStatus.RUNNING)


class MemoryReports:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._reports: dict[UUID, Report] = {}

    def add(self, report: Report) -> None:
        self._undo.put(self._reports, report.id, report)

    def count_open(self, caller: str) -> int:
        return sum(
            report.caller == caller and report.status in OPEN for report in self._reports.values()
        )

    def get(self, report_id: UUID) -> Report | None:
        return self._reports.get(report_id)

    def start(self, report_id: UUID) -> bool:
        return self._set_unless_done(report_id, ReportStatus.RUNNING)

    def finish(self, report_id: UUID, result: ReportResult) -> None:
        self._set_unless_done(report_id, ReportStatus.DONE, result)

    def fail(self, report_id: UUID) -> None:
        self._set_unless_done(report_id, ReportStatus.FAILED)

    def prune(self, before: datetime, limit: int) -> int:
        old = [key for key, one in self._reports.items() if one.created_at < before][:limit]
        for key in old:
            self._undo.drop(self._reports, key)
        return len(old)

    def _set_unless_done(
        self, report_id: UUID, status: ReportStatus, result: ReportResult | None = None
    ) -> bool:
        report = self._reports.get(report_id)
        if report is None or report.status is ReportStatus.DONE:
            return False
        self._undo.put(self._reports, report_id, replace(report, status=status, result=result))
        return True
