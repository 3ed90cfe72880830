"""The tables. Every query of the repositories has its index here."""

from laeden.infrastructure.models import Base
from laeden.models.order import OrderItemRow, OrderRow
from laeden.models.report import ReportRow

__all__ = [
    "Base",
    "OrderItemRow",
    "OrderRow",
    "ReportRow",
]
