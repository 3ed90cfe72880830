from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

# Below this, a process costs more than it computes.
WORTH_IT = 8
CHUNKS_EACH = 4


class SpawnedProcesses:
    """Spreads work over processes that are made anew: a fork would copy locks of other threads."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> list[B]:
        if self._count == 1 or len(items) < WORTH_IT:
            return [function(item) for item in items]
        # A few chunks for each process, so that none waits long for the last one.
        size = max(1, len(items) // (self._count * CHUNKS_EACH))
        with ProcessPoolExecutor(self._count, mp_context=get_context("forkserver")) as pool:
            return list(pool.map(function, items, chunksize=size))
