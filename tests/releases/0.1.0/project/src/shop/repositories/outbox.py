from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from shop.entities import OutboxEntry, TaskMessage
from shop.models import OutboxRow


class SqlOutbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, message: TaskMessage, available_at: datetime) -> None:
        self._session.execute(delete(OutboxRow).where(OutboxRow.id == message.id))
        self._session.add(
            OutboxRow(
                id=message.id,
                name=message.name,
                arguments=message.arguments,
                attempt=message.attempt,
                request_id=message.request_id,
                available_at=available_at,
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
                row.claims,
            )
            for row in self._session.scalars(query)
        ]

    def claim(self, entry: OutboxEntry, until: datetime) -> bool:
        statement = (
            update(OutboxRow)
            .where(
                OutboxRow.id == entry.message.id,
                OutboxRow.available_at == entry.available_at,
            )
            .values(available_at=until, claims=OutboxRow.claims + 1)
        )
        return cast(CursorResult[Any], self._session.execute(statement)).rowcount == 1

    def remove(self, message: TaskMessage) -> None:
        self._session.execute(
            delete(OutboxRow).where(
                OutboxRow.id == message.id, OutboxRow.attempt == message.attempt
            )
        )

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0
