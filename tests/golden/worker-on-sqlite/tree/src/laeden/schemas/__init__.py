"""Schemas of HTTP requests and responses."""

from laeden.infrastructure.schemas import health
from laeden.schemas import orders, reports

OPERATIONS = (
    *health.OPERATIONS,
    *orders.OPERATIONS,
    *reports.OPERATIONS,
)
