import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shop.adapters.processes import SpawnedProcesses
from shop.entities import (
    DayResult,
    Order,
    OrderItem,
    OrderStatus,
    ReportStatus,
    Sale,
)
from shop.ports.storage import Storage
from shop.schemas.reports import NewReport
from shop.services import reports as module
from shop.services.dispatcher import Dispatcher
from shop.services.errors import NotFoundError
from shop.services.reports import ReportService
from shop.services.single_flight import SingleFlight
from shop.services.summary import (
    DayMap,
    DayTotals,
    summarize,
    summarize_day,
    summarize_days,
)

from .fakes import FakeCache, FakeQueue

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


def test_a_report_that_is_given_up_has_failed_until_it_is_replayed(
    reports: ReportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_days: object) -> None:
        raise ZeroDivisionError

    report = reports.request(NewReport(days=7))
    monkeypatch.setattr(module, "summarize", fail)
    with pytest.raises(ZeroDivisionError):
        reports.run(report.id)
    assert reports.get(report.id).status is ReportStatus.RUNNING

    reports.give_up(report.id)
    assert reports.get(report.id).status is ReportStatus.FAILED

    monkeypatch.undo()
    reports.run(report.id)
    assert reports.get(report.id).status is ReportStatus.DONE


def test_fifty_reports_at_once_read_the_closed_days_once(
    storage: Storage, reports: ReportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with storage.begin() as uow:
        for age in range(5):
            created_at = datetime.now(UTC) - timedelta(days=age)
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at), None)
    wanted = [reports.request(NewReport(days=7)).id for _ in range(50)]
    read: list[list[Sale]] = []
    slowly = summarize_days

    def noting(sales: list[Sale], day_map: DayMap) -> list[DayResult]:
        read.append(sales)
        time.sleep(0.05)
        return slowly(sales, day_map)

    monkeypatch.setattr(module, "summarize_days", noting)

    with ThreadPoolExecutor(50) as threads:
        list(threads.map(reports.run, wanted))

    assert {reports.get(report_id).status for report_id in wanted} == {ReportStatus.DONE}
    assert sum(len(sales) == 8 for sales in read) == 1
    assert len(read) == 1 + 50


def test_the_days_of_a_report_may_be_computed_in_several_processes(
    storage: Storage, dispatcher: Dispatcher, reports: ReportService
) -> None:
    with storage.begin() as uow:
        for age in range(12):
            created_at = datetime.now(UTC) - timedelta(days=age)
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at), None)
    flights = SingleFlight(FakeCache())
    spread = ReportService(storage, dispatcher, flights, SpawnedProcesses(2))
    first, second = (reports.request(NewReport(days=20)).id for _ in range(2))

    reports.run(first)
    spread.run(second)

    assert reports.get(first).result == reports.get(second).result


def test_an_unknown_report_is_not_found(reports: ReportService) -> None:
    reports.run(uuid4())

    with pytest.raises(NotFoundError):
        reports.get(uuid4())


def test_a_summary_is_by_day() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()

    days = summarize_days(
        [
            Sale(TUESDAY, third, "mug", 500),
            Sale(MONDAY, first, "tea", 100),
            Sale(MONDAY, first, "mug", 200),
            Sale(MONDAY, second, "tea", 700),
        ]
    )

    assert summarize(days) == {
        "orders": 3,
        "revenue_cents": 1500,
        "days": [
            {
                "day": "2026-01-05",
                "orders": 2,
                "revenue_cents": 1000,
                "median_cents": 300,
                "median_between_cents": [300, 700],
                "p90_cents": 700,
                "best_sku": "tea",
            },
            {
                "day": "2026-01-06",
                "orders": 1,
                "revenue_cents": 500,
                "median_cents": 500,
                "median_between_cents": [500, 500],
                "p90_cents": 500,
                "best_sku": "mug",
            },
        ],
    }


def test_a_summary_of_nothing_is_empty() -> None:
    assert summarize(summarize_days([])) == {"orders": 0, "revenue_cents": 0, "days": []}


def test_the_more_orders_the_surer_the_median() -> None:
    def width(orders: int) -> int:
        low, high = summarize_day(DayTotals(MONDAY, list(range(0, 1000, 1000 // orders)), "tea"))[
            "median_between_cents"
        ]
        return high - low

    assert width(10) > width(100) > width(1000) > 0
