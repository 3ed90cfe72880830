"""Schemas of HTTP requests and responses."""

from shop.infrastructure.schemas import health
from shop.schemas import orders, reports

OPERATIONS = (
    *health.OPERATIONS,
    *orders.OPERATIONS,
    *reports.OPERATIONS,
)
