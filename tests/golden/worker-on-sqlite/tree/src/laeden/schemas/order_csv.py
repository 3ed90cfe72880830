"""Orders as CSV, one write per batch: memory does not grow with their number."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from laeden.entities.orders import OrderLine

COLUMNS = ("id", "customer_email", "items", "total_cents", "status", "created_at")


def csv_blocks(batches: Iterable[Iterable[OrderLine]]) -> Iterator[str]:
    yield _block([COLUMNS])
    for batch in batches:
        yield _block((*order[:-1], order.created_at.isoformat()) for order in batch)


def _block(rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
