from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from laeden.entities.reports import ReportResult
from laeden.infrastructure.models.base import Base


class ReportRow(Base):
    __tablename__ = "reports"
    __table_args__ = (Index(None, "caller", "status"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    days: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    result: Mapped[ReportResult | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(index=True)
    caller: Mapped[str] = mapped_column(String(64))
