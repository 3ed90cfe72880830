"""The tables. Every query of the repositories has its index here."""

from corner_shop.models.base import Base
from corner_shop.models.idempotency import (
    IdempotencyKeyRow,
)
from corner_shop.models.order import OrderItemRow, OrderRow
from corner_shop.models.outbox import (
    DeadLetterRow,
    OutboxRow,
)
from corner_shop.models.report import ReportRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OrderItemRow",
    "OrderRow",
    "OutboxRow",
    "ReportRow",
]
