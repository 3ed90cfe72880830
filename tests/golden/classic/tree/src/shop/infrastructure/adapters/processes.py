from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

# For less work, starting processes costs more than it saves.
WORTH_IT = 8
CHUNKS_EACH = 4
START = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


class SpawnedProcesses:
    """Uses spawned processes: a fork would copy locks that other threads hold."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> list[B]:
        if self._count == 1 or len(items) < WORTH_IT:
            return [function(item) for item in items]
        # Several chunks for each process, so that they finish at about the same time.
        size = max(1, len(items) // (self._count * CHUNKS_EACH))
        with ProcessPoolExecutor(self._count, mp_context=get_context(START)) as pool:
            return list(pool.map(function, items, chunksize=size))
