from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from laeden.infrastructure.errors import StorageUnavailableError
from laeden.infrastructure.models import PeriodicTaskRow


class SqlPeriodicTasks:
    def __init__(self, session: Session) -> None:
        self._session = session

    def decided_until(self, name: str) -> datetime | None:
        row = self._session.get(PeriodicTaskRow, name)
        return row.decided_until if row else None

    def begin(self, name: str, at: datetime) -> None:
        self._session.add(PeriodicTaskRow(name=name, decided_until=at))
        try:
            self._session.flush()
        except IntegrityError as error:
            raise StorageUnavailableError(f"another process begins {name}") from error

    def decide(self, name: str, planned: datetime) -> bool:
        row = PeriodicTaskRow
        earlier = row.name == name, row.decided_until < planned
        result = self._session.execute(update(row).where(*earlier).values(decided_until=planned))
        return cast(CursorResult[Any], result).rowcount == 1
