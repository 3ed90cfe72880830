"""Expensive reads: concurrent callers share one computation.

In one process they wait for the same future. Across processes a mark in the cache names the
one that computes; the others look for its value now and then, and after a while help
themselves. Without a cache each process computes once.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from sketch.infrastructure.ports.cache import Cache

FIRST_LOOK_S = 0.01
LONGEST_LOOK_S = 0.25


class SingleFlight:
    def __init__(self, cache: Cache, patience_s: float = 20.0) -> None:
        self._cache = cache
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._flights: dict[str, Future[bytes]] = {}

    def get(self, key: str, ttl_s: int, compute: Callable[[], bytes]) -> bytes:
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                mine = self._flights[key] = Future()
        if flight is not None:
            return flight.result()
        try:
            value = self._across_processes(key, ttl_s, compute)
        except BaseException as error:
            self._land(key)
            mine.set_exception(error)
            raise
        self._land(key)
        mine.set_result(value)
        return value

    def _land(self, key: str) -> None:
        with self._lock:
            del self._flights[key]

    def _across_processes(self, key: str, ttl_s: int, compute: Callable[[], bytes]) -> bytes:
        mark = f"{key}:computing"
        deadline = time.monotonic() + self._patience_s
        pause = FIRST_LOOK_S
        while (lookup := self._cache.get(key)).state == "miss":
            if self._cache.add(mark, b"1", int(self._patience_s) + 1):
                try:
                    return self._filled(key, ttl_s, compute)
                finally:
                    self._cache.drop(mark)
            if time.monotonic() > deadline:
                break
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_LOOK_S)
        return compute() if lookup.value is None else lookup.value

    def _filled(self, key: str, ttl_s: int, compute: Callable[[], bytes]) -> bytes:
        value = self._cache.get(key).value  # another caller may have finished just before the mark
        if value is None:
            value = compute()
            self._cache.put(key, value, ttl_s)
        return value
