"""The storage port: repositories that share a transaction. `services` add those of resources."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bare.infrastructure.ports.health import Probe


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """The repositories of one transaction."""


class Storage(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
