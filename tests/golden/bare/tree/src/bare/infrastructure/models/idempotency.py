from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bare.infrastructure.models.base import Base


class IdempotencyKeyRow(Base):
    """Stores only hashes of what the client sent."""

    __tablename__ = "idempotency_keys"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    answer_id: Mapped[UUID]
    expires_at: Mapped[datetime] = mapped_column(index=True)
