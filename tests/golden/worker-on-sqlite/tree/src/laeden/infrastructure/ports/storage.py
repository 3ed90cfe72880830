"""The storage port: repositories that share a transaction. `services` add those of resources."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from laeden.infrastructure.entities import UsedKey
from laeden.infrastructure.ports.health import Probe
from laeden.infrastructure.ports.outbox import (
    DeadLetterRepository,
    OutboxRepository,
    PeriodicTaskRepository,
)


class KeyRepository(Protocol):
    """Idempotency keys in use."""

    def add(self, key: UsedKey, now: datetime) -> None:
        """Replace the same key if it has expired; raise `DuplicateKeyError` if it has not."""

    def get(self, key_id: str) -> UsedKey | None: ...

    def prune(self, now: datetime, limit: int) -> int:
        """Delete expired keys; return their number."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    keys: KeyRepository
    outbox: OutboxRepository
    dead_letters: DeadLetterRepository
    periodic_tasks: PeriodicTaskRepository


class Storage(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
