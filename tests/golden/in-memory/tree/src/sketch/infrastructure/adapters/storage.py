import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from sketch.infrastructure.ports.health import Probe
from sketch.infrastructure.storage.undo import Undo
from sketch.settings import Settings

U = TypeVar("U")


def build_storage(_settings: Settings, unit_of_work: Callable[[Undo], U]) -> "MemoryStorage[U]":
    return MemoryStorage(unit_of_work)


class MemoryStorage(Generic[U]):
    """One transaction at a time, under one lock; whatever it changed is undone when it fails."""

    def __init__(self, unit_of_work: Callable[[Undo], U]) -> None:
        self._lock = threading.Lock()
        self._undo = Undo()
        self._work = unit_of_work(self._undo)

    @contextmanager
    def begin(self) -> Iterator[U]:
        with self._lock:
            try:
                yield self._work
            except BaseException:
                self._undo.roll_back()
                raise
            self._undo.clear()

    def probes(self) -> tuple[Probe, ...]:
        return ()

    def close(self) -> None:
        return None
