"""The tables. Every query of the repositories has its index here."""

from bare.infrastructure.models import Base

__all__ = [
    "Base",
]
