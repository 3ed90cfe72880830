from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from sketch.infrastructure.entities import OutboxEntry, TaskMessage
from sketch.infrastructure.storage.undo import Undo


class MemoryOutbox:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._entries: dict[UUID, OutboxEntry] = {}

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        self._keep(OutboxEntry(message, available_at, sends=0, starts=message.attempt - 1))

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        return sorted(self._due(now), key=attrgetter("available_at"))[:limit]

    def count_due(self, now: datetime) -> int:
        return len(self._due(now))

    def unstarted(self) -> dict[int, datetime]:
        due: dict[int, datetime] = {}
        for entry in self._entries.values():
            if entry.sends > 0 and entry.starts < entry.message.attempt:
                due[entry.sends] = min(due.get(entry.sends, entry.available_at), entry.available_at)
        return due

    def claim(
        self, entries: Sequence[OutboxEntry], now: datetime, until: datetime
    ) -> list[OutboxEntry]:
        mine = [entry for entry in entries if self._entries[entry.message.id].available_at <= now]
        for entry in mine:
            self._keep(replace(entry, available_at=until))
        return mine

    def note_sent(self, messages: Sequence[TaskMessage], now: datetime, until: datetime) -> None:
        for message in messages:
            entry = self._waiting(message, now)
            if entry is not None:
                self._keep(replace(entry, available_at=until, sends=entry.sends + 1))

    def start(self, message: TaskMessage, now: datetime, until: datetime) -> int | None:
        entry = self._waiting(message, now)
        if entry is None:
            return None
        starts = entry.starts + 1
        self._keep(replace(entry, available_at=until, leased_until=until, starts=starts))
        return starts

    def renew(self, ids: Collection[UUID], until: datetime) -> None:
        for message_id in ids:
            entry = self._entries.get(message_id)
            if entry is not None and entry.leased_until is not None:
                self._keep(replace(entry, available_at=until, leased_until=until))

    def remove(self, message: TaskMessage) -> bool:
        if self._this(message) is None:
            return False
        self._undo.drop(self._entries, message.id)
        return True

    def sent_often(self, sends: int, limit: int) -> list[TaskMessage]:
        often = [entry.message for entry in self._entries.values() if entry.sends >= sends]
        return often[:limit]

    def count(self) -> int:
        return len(self._entries)

    def _this(self, message: TaskMessage) -> OutboxEntry | None:
        entry = self._entries.get(message.id)
        return entry if entry and entry.message.attempt == message.attempt else None

    def _waiting(self, message: TaskMessage, now: datetime) -> OutboxEntry | None:
        entry = self._this(message)
        if entry is None or (entry.leased_until is not None and entry.leased_until > now):
            return None
        return entry

    def _due(self, now: datetime) -> list[OutboxEntry]:
        return [entry for entry in self._entries.values() if entry.available_at <= now]

    def _keep(self, entry: OutboxEntry) -> None:
        self._undo.put(self._entries, entry.message.id, entry)
