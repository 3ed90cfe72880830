"""The interfaces that `repositories` implement, and the transaction that they share."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from laeden.infrastructure.ports import storage
from laeden.services.ports.orders import OrderRepository
from laeden.services.ports.reports import ReportRepository


@dataclass(frozen=True, slots=True)
class UnitOfWork(storage.UnitOfWork):
    orders: OrderRepository
    reports: ReportRepository


class Storage(storage.Storage, Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
