from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sketch.entities.reports import Report, ReportStatus
from sketch.infrastructure.services.idempotency import Idempotency
from sketch.services.ports import Storage
from sketch.services.reports import ReportService

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
REPORT = Report(uuid4(), 7, ReportStatus.DONE, None, NOW - 31 * DAY)


def test_old_reports_go_and_new_ones_stay(storage: Storage, reports: ReportService) -> None:
    new = replace(REPORT, id=uuid4(), created_at=NOW - 29 * DAY)
    with storage.begin() as uow:
        uow.reports.add(REPORT)
        uow.reports.add(new)

    assert [reports.prune(30 * DAY, 10), reports.prune(30 * DAY, 10)] == [1, 0]

    with storage.begin() as uow:
        assert uow.reports.get(REPORT.id) is None
        assert uow.reports.get(new.id) == new


def test_a_report_stays_as_long_as_its_key(
    storage: Storage, reports: ReportService, idempotency: Idempotency
) -> None:
    idempotency.ttl = 40 * DAY
    with storage.begin() as uow:
        uow.reports.add(REPORT)

    assert reports.prune(30 * DAY, limit=10) == 0


def test_a_batch_is_bounded(storage: Storage, reports: ReportService) -> None:
    with storage.begin() as uow:
        for _ in range(5):
            uow.reports.add(replace(REPORT, id=uuid4()))

    assert [reports.prune(30 * DAY, 2) for _ in range(4)] == [2, 2, 1, 0]
