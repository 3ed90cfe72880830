"""The interfaces that `repositories` implement, and the transaction that they share."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from corner_shop.infrastructure.ports import storage
from corner_shop.services.ports.orders import OrderRepository
from corner_shop.services.ports.reports import ReportRepository


@dataclass(frozen=True, slots=True)
class UnitOfWork(storage.UnitOfWork):
    orders: OrderRepository
    reports: ReportRepository


class Storage(storage.Storage, Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
