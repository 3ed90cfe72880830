from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bare.infrastructure.entities import UsedKey
from bare.infrastructure.errors import DuplicateKeyError
from bare.infrastructure.models import IdempotencyKeyRow


class SqlKeys:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, key: UsedKey, now: datetime) -> None:
        row = IdempotencyKeyRow
        self._session.execute(delete(row).where(row.id == key.id, row.expires_at <= now))
        self._session.add(
            IdempotencyKeyRow(
                id=key.id,
                request_hash=key.request_hash,
                answer_id=key.answer_id,
                expires_at=key.expires_at,
            )
        )
        try:
            self._session.flush()
        except IntegrityError as error:
            raise DuplicateKeyError from error

    def get(self, key_id: str) -> UsedKey | None:
        row = self._session.get(IdempotencyKeyRow, key_id)
        if row is None:
            return None
        return UsedKey(row.id, row.request_hash, row.answer_id, row.expires_at)

    def prune(self, now: datetime, limit: int) -> int:
        oldest = (
            select(IdempotencyKeyRow.id)
            .where(IdempotencyKeyRow.expires_at <= now)
            .order_by(IdempotencyKeyRow.expires_at)
            .limit(limit)
        )
        result = self._session.execute(
            delete(IdempotencyKeyRow)
            .where(IdempotencyKeyRow.id.in_(oldest))
            .execution_options(synchronize_session=False)
        )
        return cast(CursorResult[Any], result).rowcount
