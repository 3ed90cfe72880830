from datetime import datetime

from sketch.infrastructure.entities import UsedKey
from sketch.infrastructure.errors import DuplicateKeyError
from sketch.infrastructure.storage.undo import Undo


class MemoryKeys:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._keys: dict[str, UsedKey] = {}

    def add(self, key: UsedKey, now: datetime) -> None:
        used = self._keys.get(key.id)
        if used is not None and used.expires_at > now:
            raise DuplicateKeyError
        self._undo.put(self._keys, key.id, key)

    def get(self, key_id: str) -> UsedKey | None:
        return self._keys.get(key_id)

    def prune(self, now: datetime, limit: int) -> int:
        old = [key for key, one in self._keys.items() if one.expires_at <= now][:limit]
        for key in old:
            self._undo.drop(self._keys, key)
        return len(old)
