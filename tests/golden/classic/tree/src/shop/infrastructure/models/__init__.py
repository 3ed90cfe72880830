"""The tables of the infrastructure. Every query of `storage` has its index here."""

from shop.infrastructure.models.base import Base
from shop.infrastructure.models.idempotency import IdempotencyKeyRow
from shop.infrastructure.models.outbox import DeadLetterRow, OutboxRow, PeriodicTaskRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OutboxRow",
    "PeriodicTaskRow",
]
