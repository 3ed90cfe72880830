from datetime import datetime
from operator import attrgetter
from uuid import UUID

from sketch.infrastructure.entities import DeadLetter
from sketch.infrastructure.storage.undo import Undo


class MemoryDeadLetters:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._letters: dict[UUID, DeadLetter] = {}

    def put(self, letter: DeadLetter) -> None:
        self._undo.put(self._letters, letter.message.id, letter)

    def get(self, message_id: UUID) -> DeadLetter | None:
        return self._letters.get(message_id)

    def oldest(self, limit: int) -> list[DeadLetter]:
        return sorted(self._letters.values(), key=attrgetter("died_at"))[:limit]

    def remove(self, message_id: UUID) -> None:
        self._undo.drop(self._letters, message_id)

    def prune(self, before: datetime, limit: int) -> int:
        old = [key for key, one in self._letters.items() if one.died_at < before][:limit]
        for key in old:
            self._undo.drop(self._letters, key)
        return len(old)

    def count(self) -> int:
        return len(self._letters)
