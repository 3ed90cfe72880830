"""What a unit test puts behind the ports that it does not test."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.errors import QueueUnavailableError
from laeden.infrastructure.ports.cache import Lookup
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


@dataclass
class FakeEmail:
    sent: list[str] = field(default_factory=list)
    fails: bool = False

    def send(self, to: str, subject: str, body: str) -> None:
        if self.fails:
            raise OSError("no route to host")
        assert subject
        assert body
        self.sent.append(to)


@dataclass
class FakeCache:
    """A dictionary that knows no time; None is the mark that `invalidate` leaves."""

    entries: dict[str, bytes | None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Lookup:
        value = self.entries.get(key)
        return Lookup("miss") if value is None else Lookup("hit", value)

    def put(self, key: str, value: bytes, _ttl_s: int) -> None:
        self.entries[key] = value

    def add(self, key: str, value: bytes, _ttl_s: int) -> bool:
        with self.lock:
            stored = key not in self.entries
            self.entries.setdefault(key, value)
        return stored

    def drop(self, key: str) -> None:
        self.entries.pop(key, None)

    def invalidate(self, key: str, _quarantine_s: int) -> None:
        self.entries[key] = None

    def probes(self) -> tuple[Probe, ...]:
        return ()
