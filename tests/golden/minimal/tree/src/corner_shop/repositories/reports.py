from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from corner_shop.entities.reports import Report, ReportResult, ReportStatus
from corner_shop.models import ReportRow

OPEN = (ReportStatus.QUEUED, ReportStatus.RUNNING)


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
                caller=report.caller,
            )
        )

    def count_open(self, caller: str) -> int:
        query = select(func.count()).where(ReportRow.caller == caller, ReportRow.status.in_(OPEN))
        return self._session.scalar(query) or 0

    def get(self, report_id: UUID) -> Report | None:
        row = self._session.get(ReportRow, report_id)
        if row is None:
            return None
        status = ReportStatus(row.status)
        return Report(row.id, row.days, status, row.result, row.created_at, row.caller)

    def start(self, report_id: UUID) -> bool:
        return self._set_unless_done(report_id, status=ReportStatus.RUNNING)

    def finish(self, report_id: UUID, result: ReportResult) -> None:
        self._set_unless_done(report_id, status=ReportStatus.DONE, result=result)

    def fail(self, report_id: UUID) -> None:
        self._set_unless_done(report_id, status=ReportStatus.FAILED)

    def prune(self, before: datetime, limit: int) -> int:
        oldest = (
            select(ReportRow.id)
            .where(ReportRow.created_at < before)
            .order_by(ReportRow.created_at)
            .limit(limit)
        )
        result = self._session.execute(
            delete(ReportRow)
            .where(ReportRow.id.in_(oldest))
            .execution_options(synchronize_session=False)
        )
        return cast(CursorResult[Any], result).rowcount

    def _set_unless_done(self, report_id: UUID, **values: object) -> bool:
        statement = (
            update(ReportRow)
            .where(ReportRow.id == report_id, ReportRow.status != ReportStatus.DONE)
            .values(**values)
        )
        return cast(CursorResult[Any], self._session.execute(statement)).rowcount == 1
