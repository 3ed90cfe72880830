"""Very many orders, in processes of their own so that their memory can be seen."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from laeden.infrastructure.adapters.database import build_engine
from laeden.settings import Settings

from tests.support.storage import fresh_settings

ORDERS = 200_000
MOST_GROWTH_MB = 4
# 200,000 rows with an id each would take more than 40.
MOST_REPORT_GROWTH_MB = 12

EXPORT = """
import json, resource, sys
from laeden.container import build_container
from laeden.schemas.order_csv import csv_blocks
from laeden.settings import get_settings

unit = 2**20 if sys.platform == "darwin" else 2**10

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

with build_container(get_settings()) as container:
    lines = -1  # the first names the columns
    for number, block in enumerate(csv_blocks(container.services.exports.orders())):
        lines += len(block.splitlines())
        if number == 5:
            before = peak_mb()
print(json.dumps({"lines": lines, "growth_mb": peak_mb() - before}))
"""

REPORT = """
import json, resource, sys, time
from laeden.container import build_container
from laeden.entities.reports import ReportStatus
from laeden.schemas.reports import NewReport
from laeden.settings import get_settings

unit = 2**20 if sys.platform == "darwin" else 2**10

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

with build_container(get_settings()) as container:
    reports = container.services.reports

    def made(days):
        wanted = reports.request(NewReport(days=days)).id
        while (report := reports.get(wanted)).status is not ReportStatus.DONE:
            time.sleep(0.01)
        return report.result["orders"]

    with container.storage.begin() as uow:
        uow.orders.page(1, None)
    before = peak_mb()
    orders = made(7)
print(json.dumps({"orders": orders, "growth_mb": peak_mb() - before}))
"""


FILL = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :orders)
    INSERT INTO orders (id, customer_email, total_cents, status, created_at)
    SELECT printf('%032x', n), 'ada@example.com', 5, 'confirmed',
        datetime('now', '-' || n || ' seconds') || '.000000'
    FROM numbers
"""
FILL_ITEMS = """
    INSERT INTO order_items (order_id, position, sku, quantity, unit_price_cents)
    SELECT id, 0, 'tea', 1, 5 FROM orders
"""


def fill(settings: Settings) -> None:
    engine = build_engine(settings)
    with engine.begin() as connection:
        connection.execute(text(FILL), {"orders": ORDERS})
        connection.execute(text(FILL_ITEMS))
    engine.dispose()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, _bare_environment: None) -> Settings:
    settings = fresh_settings(tmp_path_factory.mktemp("filled"))
    fill(settings)
    return settings


def seen_in(program: str, settings: Settings) -> dict[str, float]:
    run = subprocess.run(  # noqa: S603  # words of our own
        [sys.executable, "-c", program],
        env={**os.environ, "DATABASE_URL": settings.database_url.get_secret_value()},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(run.stdout))


def test_the_memory_of_an_export_does_not_grow_with_the_orders(filled: Settings) -> None:
    seen = seen_in(EXPORT, filled)

    assert seen["lines"] == ORDERS
    assert seen["growth_mb"] < MOST_GROWTH_MB


def test_the_memory_of_a_report_does_not_grow_with_the_orders(filled: Settings) -> None:
    seen = seen_in(REPORT, filled)

    assert seen["orders"] == ORDERS
    assert seen["growth_mb"] < MOST_REPORT_GROWTH_MB
