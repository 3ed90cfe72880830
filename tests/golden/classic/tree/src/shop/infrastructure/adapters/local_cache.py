import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from shop.infrastructure.ports.cache import Lookup
from shop.infrastructure.ports.health import Probe

MOST_ENTRIES = 10_000


class MemoryCache:
    """In-process LRU cache, used without a cache server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()

    def get(self, key: str) -> Lookup:
        with self._lock:
            value = self._live(key)
        return Lookup("miss") if value is None else Lookup("hit", value)

    def put(self, key: str, value: bytes, ttl_s: int) -> None:
        with self._lock:
            self._store(key, value, ttl_s)

    def add(self, key: str, value: bytes, ttl_s: int) -> bool:
        with self._lock:
            self._live(key)
            if key in self._entries:
                return False
            self._store(key, value, ttl_s)
            return True

    def drop(self, key: str) -> None:
        with self._lock:
            self._entries.pop(key, None)

    def invalidate(self, key: str, quarantine_s: int) -> None:
        with self._lock:
            self._store(key, None, quarantine_s)

    def probes(self) -> tuple[Probe, ...]:
        return ()

    def _live(self, key: str) -> bytes | None:
        expires, value = self._entries.get(key, (0.0, None))
        if expires <= self._clock():
            self._entries.pop(key, None)
            return None
        self._entries.move_to_end(key)
        return value

    def _store(self, key: str, value: bytes | None, ttl_s: int) -> None:
        self._entries[key] = (self._clock() + ttl_s, value)
        self._entries.move_to_end(key)
        if len(self._entries) > MOST_ENTRIES:
            self._entries.popitem(last=False)
