from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from corner_shop.entities import (
    Order,
    OrderItem,
    OrderStatus,
    ReportStatus,
    Sale,
)
from corner_shop.ports.errors import StorageUnavailableError
from corner_shop.ports.storage import Storage
from corner_shop.schemas.reports import NewReport
from corner_shop.services import reports as module
from corner_shop.services.errors import NotFoundError
from corner_shop.services.reports import ReportService
from corner_shop.services.summary import summarize

from .fakes import FakeQueue

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
ORDER = Order(
    id=uuid4(),
    customer_email="ada@example.com",
    items=(OrderItem("tea", 2, 300), OrderItem("mug", 1, 900)),
    total_cents=1500,
    status=OrderStatus.PENDING,
    created_at=datetime.now(UTC),
)


def test_a_report_counts_the_orders_of_its_days(storage: Storage, reports: ReportService) -> None:
    with storage.begin() as uow:
        for age in (0, 1, 9):
            created_at = datetime.now(UTC) - timedelta(days=age)
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at), None)
    report = reports.request(NewReport(days=7))

    reports.run(report.id)

    done = reports.get(report.id)
    assert done.status is ReportStatus.DONE
    assert done.result
    assert done.result["orders"] == 2
    assert done.result["revenue_cents"] == 3000


def test_a_report_is_queued_until_a_task_takes_it(reports: ReportService, queue: FakeQueue) -> None:
    report = reports.request(NewReport(days=7))

    assert reports.get(report.id) == report
    assert report.status is ReportStatus.QUEUED
    assert [message.arguments for message in queue.taken] == [{"report_id": str(report.id)}]


def test_a_report_that_is_done_stays_as_it_is(storage: Storage, reports: ReportService) -> None:
    report = reports.request(NewReport(days=7))
    reports.run(report.id)
    first = reports.get(report.id)
    with storage.begin() as uow:
        uow.orders.add(ORDER, None)

    reports.run(report.id)

    assert reports.get(report.id) == first


def test_a_report_that_cannot_be_made_has_failed(
    reports: ReportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sales: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "summarize", fail)
    report = reports.request(NewReport(days=7))

    reports.run(report.id)

    assert reports.get(report.id).status is ReportStatus.FAILED


def test_a_report_is_tried_again_when_the_storage_was_lost(
    reports: ReportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sales: object) -> None:
        raise StorageUnavailableError

    monkeypatch.setattr(module, "summarize", fail)
    report = reports.request(NewReport(days=7))

    with pytest.raises(StorageUnavailableError):
        reports.run(report.id)

    monkeypatch.undo()
    reports.run(report.id)
    assert reports.get(report.id).status is ReportStatus.DONE


def test_an_unknown_report_is_not_found(reports: ReportService) -> None:
    reports.run(uuid4())

    with pytest.raises(NotFoundError):
        reports.get(uuid4())


def test_a_summary_is_by_day() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()

    result = summarize(
        [
            Sale(TUESDAY, third, "mug", 500),
            Sale(MONDAY, first, "tea", 100),
            Sale(MONDAY, first, "mug", 200),
            Sale(MONDAY, second, "tea", 700),
        ]
    )

    assert result == {
        "orders": 3,
        "revenue_cents": 1500,
        "days": [
            {
                "day": "2026-01-05",
                "orders": 2,
                "revenue_cents": 1000,
                "median_cents": 300,
                "p90_cents": 700,
                "best_sku": "tea",
            },
            {
                "day": "2026-01-06",
                "orders": 1,
                "revenue_cents": 500,
                "median_cents": 500,
                "p90_cents": 500,
                "best_sku": "mug",
            },
        ],
    }


def test_a_summary_of_nothing_is_empty() -> None:
    assert summarize([]) == {"orders": 0, "revenue_cents": 0, "days": []}
