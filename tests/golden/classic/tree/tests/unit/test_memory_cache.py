from dataclasses import dataclass

import pytest

from shop.infrastructure.adapters.circuit import Circuit
from shop.infrastructure.adapters.local_cache import MOST_ENTRIES, MemoryCache


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(clock: Clock) -> MemoryCache:
    return MemoryCache(clock)


def test_a_value_is_kept_until_it_expires(cache: MemoryCache, clock: Clock) -> None:
    assert cache.get("key").state == "miss"
    cache.put("key", b"value", 10)
    assert cache.get("key") == ("hit", b"value")
    clock.now += 10
    assert cache.get("key").state == "miss"


def test_add_does_not_replace(cache: MemoryCache, clock: Clock) -> None:
    assert cache.add("key", b"first", 10)
    assert not cache.add("key", b"second", 10)
    assert cache.get("key").value == b"first"
    clock.now += 10
    cache.add("key", b"third", 10)
    assert cache.get("key").value == b"third"


def test_what_is_dropped_may_be_added_again(cache: MemoryCache) -> None:
    cache.add("key", b"first", 10)
    cache.drop("key")
    cache.drop("never there")
    assert cache.add("key", b"second", 10)


def test_what_was_invalidated_cannot_be_added_for_a_while(cache: MemoryCache, clock: Clock) -> None:
    cache.put("key", b"old", 10)
    cache.invalidate("key", 5)
    cache.add("key", b"old", 10)
    assert cache.get("key").state == "miss"
    cache.put("key", b"new", 10)
    assert cache.get("key").value == b"new"
    cache.invalidate("key", 5)
    clock.now += 5
    cache.add("key", b"later", 10)
    assert cache.get("key").value == b"later"


def test_the_least_recently_used_value_goes_first(cache: MemoryCache) -> None:
    for number in range(MOST_ENTRIES):
        cache.put(str(number), b"value", 10)
    cache.get("0")
    cache.put("one more", b"value", 10)

    assert cache.get("0").state == "hit"
    assert cache.get("1").state == "miss"


def test_a_circuit_rests_after_a_failure(clock: Clock) -> None:
    circuit = Circuit(1.0, clock)

    assert not circuit.is_open
    circuit.failed()
    assert circuit.is_open
    clock.now += 1.0
    assert not circuit.is_open
