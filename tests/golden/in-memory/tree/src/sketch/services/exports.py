from collections.abc import Iterator
from threading import Lock
from weakref import WeakSet

from sketch.entities.orders import OrderLine
from sketch.infrastructure.entities import Position
from sketch.services.errors import TooManyStreamsError
from sketch.services.ports import Storage

BATCH = 1000


class ExportService:
    """Exports, limited in number: a slow client occupies a thread until it has read all."""

    def __init__(self, storage: Storage, streams: int) -> None:
        self._storage = storage
        self._streams = streams
        self._lock = Lock()
        # An export counts until it is garbage-collected, so also if its client leaves at once.
        self._open: WeakSet[Iterator[list[OrderLine]]] = WeakSet()

    def orders(self) -> Iterator[list[OrderLine]]:
        """All of them, newest first, in batches that hold no transaction while a client reads."""
        first: list[OrderLine] = []
        batches = self._following(first)
        with self._lock:
            if len(self._open) >= self._streams:
                raise TooManyStreamsError
            self._open.add(batches)
        first += self._batch(None)  # now, so that a lost database is not a 200
        return batches

    def _batch(self, after: Position | None) -> list[OrderLine]:
        with self._storage.begin() as uow:
            return uow.orders.lines(BATCH, after)

    def _following(self, batch: list[OrderLine]) -> Iterator[list[OrderLine]]:
        while batch:
            yield batch
            last = batch[-1]
            batch = self._batch(Position(last.created_at, last.id))
