from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Update,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from laeden.entities import OutboxEntry, TaskMessage
from laeden.models import OutboxRow


class SqlOutbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        if message.attempt > 1:
            self._session.execute(delete(OutboxRow).where(OutboxRow.id == message.id))
        self._session.add(
            OutboxRow(
                id=message.id,
                name=message.name,
                arguments=message.arguments,
                attempt=message.attempt,
                request_id=message.request_id,
                available_at=available_at,
                starts=message.attempt - 1,
            )
        )

    def due(self, now: datetime, limit: int) -> list[OutboxEntry]:
        query = (
            select(OutboxRow)
            .where(OutboxRow.available_at <= now)
            .order_by(OutboxRow.available_at)
            .limit(limit)
        )
        return [
            OutboxEntry(
                TaskMessage(row.id, row.name, row.arguments, row.attempt, row.request_id),
                row.available_at,
                row.sends,
                row.starts,
            )
            for row in self._session.scalars(query)
        ]

    def count_due(self, now: datetime) -> int:
        query = select(func.count()).where(OutboxRow.available_at <= now)
        return self._session.scalar(query) or 0

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        statement = (
            update(OutboxRow)
            .where(
                OutboxRow.id == entry.message.id,
                OutboxRow.available_at == entry.available_at,
            )
            .values(available_at=until)
        )
        return self._changes(statement)

    def lease(self, message: TaskMessage, until: datetime) -> None:
        statement = update(OutboxRow).where(*_this(message))
        self._session.execute(statement.values(available_at=until, sends=OutboxRow.sends + 1))

    def start(self, message: TaskMessage, until: datetime) -> int | None:
        statement = update(OutboxRow).where(*_this(message)).returning(OutboxRow.starts)
        return self._session.scalar(
            statement.values(available_at=until, starts=OutboxRow.starts + 1)
        )

    def remove(self, message: TaskMessage) -> bool:
        return self._changes(delete(OutboxRow).where(*_this(message)))

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0

    def _changes(self, statement: Delete | Update) -> bool:
        return cast(CursorResult[Any], self._session.execute(statement)).rowcount == 1


def _this(message: TaskMessage) -> tuple[ColumnElement[bool], ...]:
    return OutboxRow.id == message.id, OutboxRow.attempt == message.attempt
