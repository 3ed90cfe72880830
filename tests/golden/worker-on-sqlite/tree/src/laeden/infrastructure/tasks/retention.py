from datetime import UTC, datetime, timedelta

from laeden.infrastructure.entities import DeadLetter
from laeden.infrastructure.ports.storage import Storage

# Publishing this often takes about a week.
MOST_SENDS = 170
NEVER_ENDED = "it was sent again for a week, and never ended"


class TaskRetention:
    def __init__(self, storage: Storage, dead_letters: timedelta) -> None:
        self._storage = storage
        self._dead_letters = dead_letters

    def prune_dead_letters(self, limit: int) -> int:
        with self._storage.begin() as uow:
            return uow.dead_letters.prune(datetime.now(UTC) - self._dead_letters, limit)

    def give_up(self, limit: int) -> int:
        """Tasks that were published very often and never ended become dead letters."""
        now = datetime.now(UTC)
        with self._storage.begin() as uow:
            messages = uow.outbox.sent_often(MOST_SENDS, limit)
            for message in messages:
                if uow.outbox.remove(message):
                    uow.dead_letters.put(DeadLetter(message, NEVER_ENDED, now))
        return len(messages)
