from datetime import datetime
from typing import Protocol
from uuid import UUID

from corner_shop.entities.reports import Report, ReportResult


class ReportRepository(Protocol):
    def add(self, report: Report) -> None: ...

    def count_open(self, caller: str) -> int:
        """The number of the caller's reports that are queued or running."""

    def get(self, report_id: UUID) -> Report | None: ...

    def start(self, report_id: UUID) -> bool:
        """Return whether the report must still be made; a failed one may be retried."""

    def finish(self, report_id: UUID, result: ReportResult) -> None: ...

    def fail(self, report_id: UUID) -> None: ...

    def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest that were requested before; return their number."""
