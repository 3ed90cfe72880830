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

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        self._undo.put(self._entries, message.id, OutboxEntry(message, available_at, claims=0))

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        due = (entry for entry in self._entries.values() if entry.available_at <= now)
        return sorted(due, key=attrgetter("available_at"))[:limit]

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        if self._entries.get(entry.message.id) != entry:
            return False
        leased = replace(entry, available_at=until, claims=entry.claims + 1)
        self._undo.put(self._entries, entry.message.id, leased)
        return True

    def remove(self, message: TaskMessage) -> None:
        entry = self._entries.get(message.id)
        if entry is not None and entry.message.attempt == message.attempt:
            self._undo.drop(self._entries, message.id)

    def count(self) -> int:
        return len(self._entries)
