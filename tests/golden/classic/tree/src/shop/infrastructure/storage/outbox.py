from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from shop.infrastructure.entities import OutboxEntry, TaskMessage
from shop.infrastructure.models import OutboxRow


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
            .with_for_update(skip_locked=True)
        )
        return [
            OutboxEntry(
                _message(row),
                row.available_at,
                row.sends,
                row.starts,
                row.leased_until,
            )
            for row in self._session.scalars(query)
        ]

    def count_due(self, now: datetime) -> int:
        query = select(func.count()).where(OutboxRow.available_at <= now)
        return self._session.scalar(query) or 0

    def unstarted(self) -> dict[int, datetime]:
        query = (
            select(OutboxRow.sends, func.min(OutboxRow.available_at))
            .where(OutboxRow.sends > 0, OutboxRow.starts < OutboxRow.attempt)
            .group_by(OutboxRow.sends)
        )
        return dict(self._session.execute(query).all())

    def claim(
        self, entries: Sequence[OutboxEntry], now: datetime, until: datetime
    ) -> list[OutboxEntry]:
        statement = (
            update(OutboxRow)
            .where(
                OutboxRow.id.in_([entry.message.id for entry in entries]),
                OutboxRow.available_at <= now,
            )
            .values(available_at=until)
            .returning(OutboxRow.id)
            .execution_options(synchronize_session=False)
        )
        claimed = set(self._session.scalars(statement))
        return [entry for entry in entries if entry.message.id in claimed]

    def note_sent(self, messages: Sequence[TaskMessage], now: datetime, until: datetime) -> None:
        statement = update(OutboxRow).where(_any_of(messages), _without_lease(now))
        self._session.execute(statement.values(available_at=until, sends=OutboxRow.sends + 1))

    def start(self, message: TaskMessage, now: datetime, until: datetime) -> int | None:
        statement = update(OutboxRow).where(_any_of([message]), _without_lease(now))
        return self._session.scalar(
            statement.values(
                available_at=until, leased_until=until, starts=OutboxRow.starts + 1
            ).returning(OutboxRow.starts)
        )

    def renew(self, ids: Collection[UUID], until: datetime) -> None:
        leased = OutboxRow.id.in_(ids), OutboxRow.leased_until.is_not(None)
        self._session.execute(
            update(OutboxRow).where(*leased).values(available_at=until, leased_until=until)
        )

    def remove(self, message: TaskMessage) -> bool:
        result = self._session.execute(delete(OutboxRow).where(_any_of([message])))
        return cast(CursorResult[Any], result).rowcount == 1

    def sent_often(self, sends: int, limit: int) -> list[TaskMessage]:
        query = select(OutboxRow).where(OutboxRow.sends >= sends).limit(limit)
        return [_message(row) for row in self._session.scalars(query)]

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0


def _message(row: OutboxRow) -> TaskMessage:
    return TaskMessage(row.id, row.name, row.arguments, row.attempt, row.request_id)


def _any_of(messages: Sequence[TaskMessage]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                OutboxRow.attempt == attempt,
                OutboxRow.id.in_([one.id for one in messages if one.attempt == attempt]),
            )
            for attempt in {message.attempt for message in messages}
        )
    )


def _without_lease(now: datetime) -> ColumnElement[bool]:
    return or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now)
