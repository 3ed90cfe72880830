"""The tables. Every query of the repositories has its index here."""

from laeden.models.base import Base
from laeden.models.idempotency import (
    IdempotencyKeyRow,
)
from laeden.models.order import OrderItemRow, OrderRow
from laeden.models.outbox import (
    DeadLetterRow,
    OutboxRow,
)
from laeden.models.report import ReportRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OrderItemRow",
    "OrderRow",
    "OutboxRow",
    "ReportRow",
]
