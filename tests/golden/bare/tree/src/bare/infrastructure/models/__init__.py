"""The tables of the infrastructure. Every query of `storage` has its index here."""

from bare.infrastructure.models.base import Base
from bare.infrastructure.models.idempotency import IdempotencyKeyRow

__all__ = ["Base", "IdempotencyKeyRow"]
