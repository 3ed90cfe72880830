import threading
from dataclasses import dataclass, field

from corner_shop.infrastructure.ports.cache import Lookup
from corner_shop.infrastructure.ports.health import Probe


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
