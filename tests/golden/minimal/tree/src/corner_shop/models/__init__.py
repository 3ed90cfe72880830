"""The tables. Every query of the repositories has its index here."""

from corner_shop.models.base import Base
from corner_shop.models.order import OrderItemRow, OrderRow
from corner_shop.models.outbox import (
    DeadLetterRow,
    DeliveryRow,
    OutboxRow,
)
from corner_shop.models.report import ReportRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "DeliveryRow",
    "OrderItemRow",
    "OrderRow",
    "OutboxRow",
    "ReportRow",
]
