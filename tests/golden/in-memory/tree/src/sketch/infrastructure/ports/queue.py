from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from sketch.infrastructure.entities import TaskMessage
from sketch.infrastructure.ports.health import Probe


class TaskQueue(Protocol):
    @property
    def lease_s(self) -> float:
        """Time after which a stored message should be published."""

    @property
    def patience_s(self) -> float:
        """Time after which a published message that has not started is published again."""

    def publish(self, message: TaskMessage) -> None:
        """Publish a message. It may get lost; the outbox keeps it."""

    def running(self) -> Collection[UUID]:
        """Tasks that this process runs or may start."""

    def depth(self) -> int:
        """The number of waiting messages; raise `QueueUnavailableError` if unknown."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
