"""Retention periods of what the infrastructure stores, and of what resources add."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from laeden.infrastructure.entities import DeadLetter
from laeden.infrastructure.ports.storage import Storage

BATCH = 500
# Publishing this often takes about a week.
MOST_SENDS = 170
NEVER_ENDED = "it was sent again for a week, and never ended"


class Retention:
    def __init__(
        self, storage: Storage, dead_letters: timedelta, *others: Callable[[int], int]
    ) -> None:
        """Each of the others deletes at most this number of rows, and returns how many."""
        self._storage = storage
        self._dead_letters = dead_letters
        self._others = others

    def prune(self) -> int:
        """Delete a batch of each kind, in separate transactions; return the number of rows."""
        now = datetime.now(UTC)
        with self._storage.begin() as uow:
            keys = uow.keys.prune(now, BATCH)
        others = sum(prune(BATCH) for prune in self._others)
        with self._storage.begin() as uow:
            letters = uow.dead_letters.prune(now - self._dead_letters, BATCH)
        return keys + others + letters + self._give_up(now)

    def _give_up(self, now: datetime) -> int:
        with self._storage.begin() as uow:
            messages = uow.outbox.sent_often(MOST_SENDS, BATCH)
            for message in messages:
                if uow.outbox.remove(message):
                    uow.dead_letters.put(DeadLetter(message, NEVER_ENDED, now))
        return len(messages)
