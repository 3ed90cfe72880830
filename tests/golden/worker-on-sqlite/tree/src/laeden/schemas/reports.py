from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from laeden.entities import ReportStatus
from laeden.infrastructure.schemas.base import RequestBody, View


class NewReport(RequestBody):
    days: Annotated[int, Field(ge=1, le=366)]


class ReportReceipt(View):
    id: UUID
    status: ReportStatus


class ReportView(View):
    id: UUID
    status: ReportStatus
    result: dict[str, JsonValue] | None
