"""The tables of the infrastructure. Every query of `storage` has its index here."""

from bare.infrastructure.models.base import Base

__all__ = [
    "Base",
]
