"""The tables. Every query of the repositories has its index here."""

from shop.models.base import Base
from shop.models.idempotency import (
    IdempotencyKeyRow,
)
from shop.models.order import OrderItemRow, OrderRow
from shop.models.outbox import (
    DeadLetterRow,
    OutboxRow,
)
from shop.models.report import ReportRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OrderItemRow",
    "OrderRow",
    "OutboxRow",
    "ReportRow",
]
