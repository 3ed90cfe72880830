import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from laeden.entities.orders import Order, OrderItem, OrderStatus
from laeden.entities.reports import DayResult, DaySales, ReportStatus
from laeden.infrastructure.adapters.processes import SpawnedProcesses
from laeden.infrastructure.entities import IdempotencyKey
from laeden.infrastructure.errors import NotFoundError
from laeden.infrastructure.services.idempotency import Idempotency
from laeden.infrastructure.tasks.dispatcher import Dispatcher
from laeden.infrastructure.tasks.single_flight import SingleFlight
from laeden.schemas.reports import NewReport
from laeden.services import report_days
from laeden.services import reports as module
from laeden.services.errors import TooManyOpenError
from laeden.services.ports import Storage
from laeden.services.report_days import ReportDays
from laeden.services.reports import ReportService
from laeden.services.summary import (
    LARGEST_SAMPLE,
    DayMap,
    sales_of_day,
    summarize,
    summarize_day,
    summarize_days,
)

from .fake_cache import FakeCache
from .fake_queue import FakeQueue

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
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
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at))
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
        uow.orders.add(ORDER)

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
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at))
    wanted = [reports.request(NewReport(days=7)).id for _ in range(50)]
    read: list[Sequence[DaySales]] = []
    slowly = summarize_days

    def noting(sales: Sequence[DaySales], day_map: DayMap) -> list[DayResult]:
        read.append(sales)
        time.sleep(0.05)
        return slowly(sales, day_map)

    monkeypatch.setattr(report_days, "summarize_days", noting)
    monkeypatch.setattr(report_days, "STILL_OPEN", timedelta())  # also just after midnight

    with ThreadPoolExecutor(50) as threads:
        list(threads.map(reports.run, wanted))

    assert {reports.get(report_id).status for report_id in wanted} == {ReportStatus.DONE}
    assert sum(len(sales) == 4 for sales in read) == 1
    assert len(read) == 1 + 50


def test_the_days_of_a_report_may_be_computed_in_several_processes(
    storage: Storage, dispatcher: Dispatcher, idempotency: Idempotency, reports: ReportService
) -> None:
    with storage.begin() as uow:
        for age in range(12):
            created_at = datetime.now(UTC) - timedelta(days=age)
            uow.orders.add(replace(ORDER, id=uuid4(), created_at=created_at))
    days = ReportDays(storage, SingleFlight(FakeCache()), SpawnedProcesses(2))
    spread = ReportService(storage, dispatcher, idempotency, days, most_open=5)
    first, second = (reports.request(NewReport(days=20)).id for _ in range(2))

    reports.run(first)
    spread.run(second)

    assert reports.get(first).result == reports.get(second).result


def test_an_unknown_report_is_not_found(reports: ReportService) -> None:
    reports.run(uuid4())

    with pytest.raises(NotFoundError):
        reports.get(uuid4())


def order(created_at: datetime, *items: OrderItem) -> Order:
    total = sum(item.amount_cents for item in items)
    return Order(uuid4(), "ada@example.com", items, total, OrderStatus.PENDING, created_at)


def days_of(storage: Storage, *midnights: datetime) -> list[DayResult]:
    with storage.begin() as uow:
        sales = [sales_of_day(uow.orders, midnight) for midnight in midnights]
    return summarize_days([day for day in sales if day])


def test_a_summary_is_by_day(storage: Storage) -> None:
    last_moment = TUESDAY - timedelta(microseconds=1)
    with storage.begin() as uow:
        uow.orders.add(order(MONDAY, OrderItem("tea", 1, 100), OrderItem("mug", 1, 200)))
        uow.orders.add(order(last_moment, OrderItem("tea", 7, 100)))
        uow.orders.add(order(TUESDAY, OrderItem("mug", 1, 500)))

    days = days_of(storage, MONDAY, TUESDAY, TUESDAY + timedelta(days=1))

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


def test_of_skus_that_bring_as_much_the_first_in_the_alphabet_is_the_best(
    storage: Storage,
) -> None:
    with storage.begin() as uow:
        uow.orders.add(order(MONDAY, OrderItem("tea", 2, 100), OrderItem("mug", 1, 200)))

    assert days_of(storage, MONDAY)[0]["best_sku"] == "mug"


def test_a_summary_of_nothing_is_empty() -> None:
    assert summarize(summarize_days([])) == {"orders": 0, "revenue_cents": 0, "days": []}


def test_what_is_read_of_a_day_does_not_grow_with_its_orders(storage: Storage) -> None:
    orders = 2 * LARGEST_SAMPLE + 500
    with storage.begin() as uow:
        for number in range(orders):
            uow.orders.add(order(MONDAY, OrderItem("tea", 1, 1 + number)))

    with storage.begin() as uow:
        day = sales_of_day(uow.orders, MONDAY)

    assert day
    assert (day.orders, day.revenue_cents) == (orders, orders * (orders + 1) // 2)
    assert (day.median_cents, day.p90_cents) == (orders // 2, orders * 9 // 10)
    assert list(day.sample) == list(range(1, orders + 1, 3))


def test_the_more_orders_the_surer_the_median() -> None:
    def width(orders: int) -> int:
        sample = range(0, 1000, 1000 // orders)
        day = DaySales(MONDAY.date(), orders, 0, 0, 0, sample, "tea")
        low, high = summarize_day(day)["median_between_cents"]
        return high - low

    assert width(10) > width(100) > width(1000) > 0


def test_a_caller_has_only_so_many_reports_open(
    storage: Storage, dispatcher: Dispatcher, idempotency: Idempotency
) -> None:
    days = ReportDays(storage, SingleFlight(FakeCache()), SpawnedProcesses(1))
    service = ReportService(storage, dispatcher, idempotency, days, most_open=2)
    first = service.request(NewReport(days=1), caller="192.0.2.1")
    service.request(NewReport(days=1), caller="192.0.2.1")

    with pytest.raises(TooManyOpenError):
        service.request(NewReport(days=1), caller="192.0.2.1")
    service.request(NewReport(days=1), caller="192.0.2.2")
    service.run(first.id)
    service.request(NewReport(days=1), caller="192.0.2.1")


def test_a_second_try_of_a_request_is_answered_when_the_most_reports_are_open(
    storage: Storage, dispatcher: Dispatcher, idempotency: Idempotency
) -> None:
    days = ReportDays(storage, SingleFlight(FakeCache()), SpawnedProcesses(1))
    service = ReportService(storage, dispatcher, idempotency, days, most_open=1)
    key = IdempotencyKey("caller", "key")

    first = service.request(NewReport(days=1), key)

    assert service.request(NewReport(days=1), key) == first
