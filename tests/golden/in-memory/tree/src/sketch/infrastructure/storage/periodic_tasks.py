from datetime import datetime

from sketch.infrastructure.storage.undo import Undo


class MemoryPeriodicTasks:
    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._decided: dict[str, datetime] = {}

    def decided_until(self, name: str) -> datetime | None:
        return self._decided.get(name)

    def begin(self, name: str, at: datetime) -> None:
        self._undo.put(self._decided, name, at)

    def decide(self, name: str, planned: datetime) -> bool:
        if name not in self._decided or self._decided[name] >= planned:
            return False
        self._undo.put(self._decided, name, planned)
        return True
