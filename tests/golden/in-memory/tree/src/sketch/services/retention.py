"""Retention periods. Orders are never deleted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sketch.entities import DeadLetter
from sketch.ports.storage import Storage

BATCH = 500
# Publishing this often takes about a week.
MOST_SENDS = 170
NEVER_ENDED = "it was sent again for a week, and never ended"


@dataclass(frozen=True, slots=True)
class Keep:
    keys: timedelta
    reports: timedelta
    dead_letters: timedelta


class Retention:
    def __init__(self, storage: Storage, keep: Keep) -> None:
        self._storage = storage
        self._keep = keep

    def prune(self) -> int:
        """Delete a batch of each kind, in separate transactions; return the number of rows."""
        now = datetime.now(UTC)
        with self._storage.begin() as uow:
            keys = uow.keys.prune(now, BATCH)
        # As long as its idempotency key, which refers to it.
        kept = max(self._keep.reports, self._keep.keys)
        with self._storage.begin() as uow:
            reports = uow.reports.prune(now - kept, BATCH)
        with self._storage.begin() as uow:
            letters = uow.dead_letters.prune(now - self._keep.dead_letters, BATCH)
        return keys + reports + letters + self._give_up(now)

    def _give_up(self, now: datetime) -> int:
        with self._storage.begin() as uow:
            messages = uow.outbox.sent_often(MOST_SENDS, BATCH)
            for message in messages:
                if uow.outbox.remove(message):
                    uow.dead_letters.put(DeadLetter(message, NEVER_ENDED, now))
        return len(messages)
