"""What the language itself offers: each pair gives the same result by two ways."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from .measure import Measure

MANY = 100_000


def list_of_squares() -> int:
    return sum([number * number for number in range(MANY)])


def generator_of_squares() -> int:
    return sum(number * number for number in range(MANY))


def append_in_a_loop() -> list[int]:
    doubled = []
    for number in range(1000):
        doubled.append(number * 2)
    return doubled


def comprehension() -> list[int]:
    return [number * 2 for number in range(1000)]


def add_in_a_loop() -> int:
    total = 0
    for number in range(MANY):
        total += number
    return total


def builtin_sum() -> int:
    return sum(range(MANY))


def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@lru_cache(maxsize=1000)
def kept_fibonacci(n: int) -> int:
    return n if n < 2 else kept_fibonacci(n - 1) + kept_fibonacci(n - 2)


def computed_every_time() -> int:
    return fibonacci(18)


def lru_cached() -> int:
    return kept_fibonacci(18)


@pytest.mark.parametrize("way", [list_of_squares, generator_of_squares])
def test_a_generator_takes_no_memory(measure: Measure, way: Callable[[], int]) -> None:
    assert measure.memory("generator, not list", way, floor=100) == 333328333350000


@pytest.mark.parametrize("way", [append_in_a_loop, comprehension])
def test_a_comprehension_beats_a_loop(measure: Measure, way: Callable[[], list[int]]) -> None:
    assert measure.time("comprehension, not loop", way, floor=1.0)[-1] == 1998


@pytest.mark.parametrize("way", [add_in_a_loop, builtin_sum])
def test_a_builtin_beats_a_loop(measure: Measure, way: Callable[[], int]) -> None:
    assert measure.time("builtin, not loop", way, floor=1.5) == 4999950000


@pytest.mark.parametrize("way", [computed_every_time, lru_cached])
def test_a_kept_result_beats_a_new_one(measure: Measure, way: Callable[[], int]) -> None:
    assert measure.time("lru_cache, not again", way, floor=100) == 2584
