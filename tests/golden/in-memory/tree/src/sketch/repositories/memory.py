import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sketch.ports.health import Probe
from sketch.ports.storage import UnitOfWork
from sketch.repositories.dead_letters import (
    MemoryDeadLetters,
)
from sketch.repositories.keys import MemoryKeys
from sketch.repositories.orders import MemoryOrders
from sketch.repositories.outbox import MemoryOutbox
from sketch.repositories.reports import MemoryReports
from sketch.repositories.undo import Undo


class MemoryStorage:
    """One transaction at a time, under one lock; whatever it changed is undone when it fails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._undo = Undo()
        self._work = UnitOfWork(
            orders=MemoryOrders(self._undo),
            reports=MemoryReports(self._undo),
            keys=MemoryKeys(self._undo),
            outbox=MemoryOutbox(self._undo),
            dead_letters=MemoryDeadLetters(self._undo),
        )

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
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
