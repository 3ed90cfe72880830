from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.errors import QueueUnavailableError
from laeden.infrastructure.ports.health import Probe


@dataclass
class FakeQueue:
    """Takes messages, or is down; a negative lease makes the relay find them at once."""

    lease_s: float = -1.0
    patience_s: float = 60.0
    is_down: bool = False
    taken: list[TaskMessage] = field(default_factory=list)

    def publish(self, message: TaskMessage) -> None:
        if self.is_down:
            raise QueueUnavailableError("down")
        self.taken.append(message)

    def running(self) -> Collection[UUID]:
        return ()

    def depth(self) -> int:
        return len(self.taken)

    def probes(self) -> tuple[Probe, ...]:
        return ()

    def close(self) -> None:
        return None
