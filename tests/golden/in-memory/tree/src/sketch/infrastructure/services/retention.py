"""Deletes what the infrastructure stores when it has expired, and what others add."""

from collections.abc import Callable
from datetime import UTC, datetime

from sketch.infrastructure.ports.storage import Storage

BATCH = 500


class Retention:
    def __init__(self, storage: Storage, *others: Callable[[int], int]) -> None:
        """Each of the others deletes at most this number of rows, and returns how many."""
        self._storage = storage
        self._others = others

    def prune(self) -> int:
        """Delete a batch of each kind, in separate transactions; return the number of rows."""
        with self._storage.begin() as uow:
            keys = uow.keys.prune(datetime.now(UTC), BATCH)
        return keys + sum(prune(BATCH) for prune in self._others)
