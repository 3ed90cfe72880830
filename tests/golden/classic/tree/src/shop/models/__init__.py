"""The tables. Every query of the repositories has its index here."""

from shop.infrastructure.models import Base
from shop.models.order import OrderItemRow, OrderRow
from shop.models.report import ReportRow

__all__ = [
    "Base",
    "OrderItemRow",
    "OrderRow",
    "ReportRow",
]
