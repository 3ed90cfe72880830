"""The tables of the infrastructure. Every query of `storage` has its index here."""

from laeden.infrastructure.models.base import Base
from laeden.infrastructure.models.idempotency import IdempotencyKeyRow
from laeden.infrastructure.models.outbox import DeadLetterRow, OutboxRow, PeriodicTaskRow

__all__ = [
    "Base",
    "DeadLetterRow",
    "IdempotencyKeyRow",
    "OutboxRow",
    "PeriodicTaskRow",
]
