import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from corner_shop.infrastructure.ports.cache import Lookup
from corner_shop.infrastructure.tasks.single_flight import SingleFlight

from .fake_cache import FakeCache

READERS = 50


class Expensive:
    def __init__(self, seconds: float = 0.1) -> None:
        self.runs = 0
        self._seconds = seconds
        self._lock = threading.Lock()

    def __call__(self) -> bytes:
        with self._lock:
            self.runs += 1
        time.sleep(self._seconds)
        return b"value"


class LostCache(FakeCache):
    def get(self, key: str) -> Lookup:
        del key
        return Lookup("bypass")


def all_at_once(reads: list[Callable[[], bytes]]) -> list[bytes]:
    barrier = threading.Barrier(len(reads))

    def read(one: Callable[[], bytes]) -> bytes:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(reads)) as threads:
        return list(threads.map(read, reads))


@pytest.mark.parametrize("processes", [1, 2, READERS])
def test_readers_of_an_expired_key_compute_it_once(cache: FakeCache, processes: int) -> None:
    """Flights that share nothing but the cache stand for processes."""
    compute = Expensive()
    flights = [SingleFlight(cache) for _ in range(processes)]

    values = all_at_once(
        [lambda n=n: flights[n % processes].get("key", 60, compute) for n in range(READERS)]  # type: ignore[misc]  # a lambda's default has no type
    )

    assert values == [b"value"] * READERS
    assert compute.runs == 1


def test_without_a_cache_a_process_computes_once(cache: FakeCache) -> None:
    del cache
    compute = Expensive(seconds=1)  # nothing is kept: who comes later would compute again
    flight = SingleFlight(LostCache())

    values = all_at_once([lambda: flight.get("key", 60, compute)] * READERS)

    assert values == [b"value"] * READERS
    assert compute.runs == 1


def test_a_reader_helps_itself_when_the_one_that_computes_is_gone(cache: FakeCache) -> None:
    cache.add("key:computing", b"1", 60)

    assert SingleFlight(cache, patience_s=0.05).get("key", 60, lambda: b"mine") == b"mine"


def test_a_failure_reaches_all_who_waited_and_is_not_kept(cache: FakeCache) -> None:
    flight = SingleFlight(cache)

    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        flight.get("key", 60, fail)

    assert flight.get("key", 60, lambda: b"value") == b"value"
    assert flight.get("key", 60, fail) == b"value"
