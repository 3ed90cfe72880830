from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from sketch.entities import OutboxEntry, TaskMessage
from sketch.repositories.undo import Undo


class MemoryOutbox:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._entries: dict[UUID, OutboxEntry] = {}

    def add(self, message: TaskMessage, available_at: datetime) -> None:
        self._undo.put(self._entries, message.id, OutboxEntry(message, available_at, attempts=0))

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        due = (entry for entry in self._entries.values() if entry.available_at <= now)
        return sorted(due, key=attrgetter("available_at"))[:limit]

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        if self._entries.get(entry.message.id) != entry:
            return False
        leased = replace(entry, available_at=until, attempts=entry.attempts + 1)
        self._undo.put(self._entries, entry.message.id, leased)
        return True

    def remove(self, message_id: UUID) -> None:
        self._undo.drop(self._entries, message_id)
