"""The tables of the infrastructure. Every query of `storage` has its index here."""

from corner_shop.infrastructure.models.base import Base
from corner_shop.infrastructure.models.idempotency import IdempotencyKeyRow
from corner_shop.infrastructure.models.outbox import DeadLetterRow, OutboxRow, PeriodicTaskRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OutboxRow",
    "PeriodicTaskRow",
]
