"""The interfaces that `repositories` implement, and the transaction that they share."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bare.infrastructure.ports import storage


@dataclass(frozen=True, slots=True)
class UnitOfWork(storage.UnitOfWork):
    """A field for each repository."""


class Storage(storage.Storage, Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
