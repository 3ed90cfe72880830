from typing import Protocol

from sketch.entities import TaskMessage
from sketch.ports.health import Probe


class TaskQueue(Protocol):
    @property
    def lease_s(self) -> float:
        """How long a message that was stored may take to be published."""

    @property
    def patience_s(self) -> float:
        """How long one that was published may take to start, and then to end, before it is lost."""

    def publish(self, message: TaskMessage) -> None:
        """Take a message, which may get lost all the same: the outbox keeps it."""

    def depth(self) -> int:
        """How many messages wait; raise `QueueUnavailableError` where nobody can say."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
