from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from corner_shop.infrastructure.entities import DeadLetter
from corner_shop.infrastructure.errors import NotFoundError
from corner_shop.infrastructure.ports.storage import Storage

MOST = 1000


class DeadLetterService:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def oldest(self, limit: int | None = None) -> list[DeadLetter]:
        with self._storage.begin() as uow:
            return uow.dead_letters.oldest(MOST if limit is None else limit)

    def count(self) -> int:
        with self._storage.begin() as uow:
            return uow.dead_letters.count()

    def replay_all(self) -> int:
        """The current ones, in batches."""
        waiting = self.count()
        replayed = 0
        while replayed < waiting:
            letters = self.oldest(min(MOST, waiting - replayed))
            if not letters:
                break
            replayed += self.replay([letter.message.id for letter in letters])
        return replayed

    def replay(self, message_ids: Iterable[UUID]) -> int:
        """Move it back to the outbox with its tries reset, in one transaction."""
        now = datetime.now(UTC)
        with self._storage.begin() as uow:
            letters = [uow.dead_letters.get(message_id) for message_id in message_ids]
            for letter in letters:
                if letter is None:
                    raise NotFoundError
                uow.dead_letters.remove(letter.message.id)
                uow.outbox.put(replace(letter.message, attempt=1), available_at=now)
        return len(letters)
