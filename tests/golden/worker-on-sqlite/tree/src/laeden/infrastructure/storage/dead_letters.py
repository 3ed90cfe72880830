from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from laeden.infrastructure.entities import DeadLetter, TaskMessage
from laeden.infrastructure.models import DeadLetterRow


class SqlDeadLetters:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, letter: DeadLetter) -> None:
        message = letter.message
        self._session.merge(
            DeadLetterRow(
                id=message.id,
                name=message.name,
                arguments=message.arguments,
                attempt=message.attempt,
                request_id=message.request_id,
                error=letter.error,
                died_at=letter.died_at,
            )
        )

    def get(self, message_id: UUID) -> DeadLetter | None:
        row = self._session.get(DeadLetterRow, message_id, with_for_update=True)
        return _entity(row) if row else None

    def oldest(self, limit: int) -> list[DeadLetter]:
        query = select(DeadLetterRow).order_by(DeadLetterRow.died_at).limit(limit)
        return [_entity(row) for row in self._session.scalars(query)]

    def remove(self, message_id: UUID) -> None:
        self._session.execute(delete(DeadLetterRow).where(DeadLetterRow.id == message_id))

    def prune(self, before: datetime, limit: int) -> int:
        oldest = (
            select(DeadLetterRow.id)
            .where(DeadLetterRow.died_at < before)
            .order_by(DeadLetterRow.died_at)
            .limit(limit)
        )
        result = self._session.execute(
            delete(DeadLetterRow)
            .where(DeadLetterRow.id.in_(oldest))
            .execution_options(synchronize_session=False)
        )
        return cast(CursorResult[Any], result).rowcount

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(DeadLetterRow)) or 0


def _entity(row: DeadLetterRow) -> DeadLetter:
    message = TaskMessage(row.id, row.name, row.arguments, row.attempt, row.request_id)
    return DeadLetter(message, row.error, row.died_at)
