"""The tables. Every query of the repositories has its index here."""

from corner_shop.infrastructure.models import Base
from corner_shop.models.order import OrderItemRow, OrderRow
from corner_shop.models.report import ReportRow

__all__ = [
    "Base",
    "OrderItemRow",
    "OrderRow",
    "ReportRow",
]
