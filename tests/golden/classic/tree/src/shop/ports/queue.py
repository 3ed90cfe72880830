from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from shop.entities import TaskMessage
from shop.ports.health import Probe


class TaskQueue(Protocol):
    @property
    def lease_s(self) -> float:
        """How long a message that was stored may take to be published."""

    @property
    def patience_s(self) -> float:
        """How long one that was published may wait for its start before it is sent again."""

    def publish(self, message: TaskMessage) -> None:
        """Take a message, which may get lost all the same: the outbox keeps it."""

    def running(self) -> Collection[UUID]:
        """The tasks that this process runs, or may be about to run."""

    def depth(self) -> int:
        """How many messages wait; raise `QueueUnavailableError` where nobody can say."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
