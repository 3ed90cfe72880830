"""The export of very many orders, in a process of its own so that its memory can be seen."""

import json
import os
import subprocess
import sys

from sqlalchemy import text

from laeden.adapters.database import build_engine
from laeden.settings import Settings

ORDERS = 200_000
MOST_GROWTH_MB = 4

EXPORT = """
import json, resource, sys
from laeden.container import build_container
from laeden.schemas.order_csv import csv_lines
from laeden.settings import get_settings

unit = 2**20 if sys.platform == "darwin" else 2**10

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

with build_container(get_settings()) as container:
    for number, line in enumerate(csv_lines(container.services.orders.export())):
        if number == 5000:
            before = peak_mb()
print(json.dumps({"lines": number, "growth_mb": peak_mb() - before}))
"""


FILL = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :orders)
    INSERT INTO orders (id, customer_email, total_cents, status, created_at)
    SELECT printf('%032x', n), 'ada@example.com', 5, 'confirmed',
        datetime('2026-01-01', '+' || n || ' seconds') || '.000000'
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


def test_memory_does_not_grow_with_the_orders(settings: Settings) -> None:
    fill(settings)

    run = subprocess.run(  # noqa: S603  # words of our own
        [sys.executable, "-c", EXPORT],
        env={**os.environ, "DATABASE_URL": settings.database_url.get_secret_value()},
        capture_output=True,
        text=True,
        check=True,
    )

    seen = json.loads(run.stdout)
    assert seen["lines"] == ORDERS
    assert seen["growth_mb"] < MOST_GROWTH_MB
