from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from shop.entities import (
    Report,
    ReportResult,
    ReportStatus,
)
from shop.models import ReportRow


class SqlReports:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, report: Report) -> None:
        self._session.add(
            ReportRow(
                id=report.id,
                days=report.days,
                status=report.status,
                result=report.result,
                created_at=report.created_at,
            )
        )

    def get(self, report_id: UUID) -> Report | None:
        row = self._session.get(ReportRow, report_id)
        if row is None:
            return None
        return Report(row.id, row.days, ReportStatus(row.status), row.result, row.created_at)

    def start(self, report_id: UUID) -> bool:
        return self._set_unless_done(report_id, status=ReportStatus.RUNNING)

    def finish(self, report_id: UUID, result: ReportResult) -> None:
        self._set_unless_done(report_id, status=ReportStatus.DONE, result=result)

    def fail(self, report_id: UUID) -> None:
        self._set_unless_done(report_id, status=ReportStatus.FAILED)

    def _set_unless_done(self, report_id: UUID, **values: object) -> bool:
        statement = (
            update(ReportRow)
            .where(ReportRow.id == report_id, ReportRow.status != ReportStatus.DONE)
            .values(**values)
        )
        return cast(CursorResult[Any], self._session.execute(statement)).rowcount == 1
