"""Schemas of HTTP requests and responses."""

from corner_shop.infrastructure.schemas import health
from corner_shop.schemas import orders, reports

OPERATIONS = (
    *health.OPERATIONS,
    *orders.OPERATIONS,
    *reports.OPERATIONS,
)
