from collections.abc import Callable
from typing import Protocol

from shop.entities import TaskMessage
from shop.ports.health import Probe


class TaskQueue(Protocol):
    @property
    def lease_s(self) -> float:
        """How long a message may take to be settled before it counts as lost."""

    def publish(self, message: TaskMessage, settled: Callable[[], None]) -> None:
        """Take a message; call `settled` as soon as it no longer needs the outbox."""

    def depth(self) -> int:
        """How many messages wait; raise `QueueUnavailableError` where nobody can say."""

    def probes(self) -> tuple[Probe, ...]: ...

    def close(self) -> None: ...
