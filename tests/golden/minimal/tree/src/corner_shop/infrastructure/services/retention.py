"""Deletes what has expired."""

from collections.abc import Callable

BATCH = 500


class Retention:
    def __init__(self, *kinds: Callable[[int], int]) -> None:
        """Each deletes at most this number of rows, and returns how many."""
        self._kinds = kinds

    def prune(self) -> int:
        """Delete a batch of each kind, in separate transactions; return the number of rows."""
        return sum(prune(BATCH) for prune in self._kinds)
