"""A pair is two ways to the same result, measured one after the other: the plain one first."""

import tracemalloc
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Benchmark(Protocol):
    """The part of pytest-benchmark's fixture that is used here."""

    group: str | None
    extra_info: dict[str, object]

    def __call__(self, function: Callable[[], T]) -> T: ...

    def pedantic(self, target: Callable[[], T], *, rounds: int) -> T: ...


class Measure:
    def __init__(self, benchmark: Benchmark) -> None:
        self._benchmark = benchmark

    def time(self, pair: str, way: Callable[[], T], floor: float) -> T:
        """`floor`: how many times faster the second way must be, at least."""
        self._note(pair, way, floor)
        return self._benchmark(way)

    def long(self, pair: str, way: Callable[[], T], floor: float) -> T:
        """Like `time`, for what takes a second or more."""
        self._note(pair, way, floor)
        return self._benchmark.pedantic(way, rounds=2)

    def memory(self, pair: str, way: Callable[[], T], floor: float) -> T:
        """`floor`: how many times less memory the second way must take at its peak, at least."""
        tracemalloc.start()
        try:
            way()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self._note(pair, way, floor)
        self._benchmark.extra_info["peak_bytes"] = peak
        return self._benchmark(way)

    def _note(self, pair: str, way: Callable[[], T], floor: float) -> None:
        self._benchmark.group = pair
        self._benchmark.extra_info.update(way=way.__name__.strip("_"), floor=floor)
