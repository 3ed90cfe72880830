from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corner_shop.infrastructure.models.base import Base


class OutboxRow(Base):
    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    attempt: Mapped[int]
    request_id: Mapped[str | None] = mapped_column(String(64))
    available_at: Mapped[datetime] = mapped_column(index=True)
    sends: Mapped[int] = mapped_column(default=0)
    starts: Mapped[int]
    leased_until: Mapped[datetime | None]


class PeriodicTaskRow(Base):
    __tablename__ = "periodic_tasks"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    decided_until: Mapped[datetime]


class DeadLetterRow(Base):
    __tablename__ = "dead_letters"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    attempt: Mapped[int]
    request_id: Mapped[str | None] = mapped_column(String(64))
    error: Mapped[str] = mapped_column(Text)
    died_at: Mapped[datetime] = mapped_column(index=True)
