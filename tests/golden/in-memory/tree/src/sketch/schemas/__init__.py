"""Schemas of HTTP requests and responses."""

from sketch.infrastructure.schemas import health
from sketch.schemas import orders, reports

OPERATIONS = (
    *health.OPERATIONS,
    *orders.OPERATIONS,
    *reports.OPERATIONS,
)
