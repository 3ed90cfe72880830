from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from sketch.entities.reports import ReportStatus
from sketch.infrastructure.schemas.base import RequestBody, View
from sketch.infrastructure.schemas.idempotency import WriteHeaders
from sketch.infrastructure.schemas.operation import Answer, Operation


class NewReport(RequestBody):
    days: Annotated[int, Field(ge=1, le=366)]


class ReportReceipt(View):
    id: UUID
    status: ReportStatus


class ReportView(View):
    id: UUID
    status: ReportStatus
    result: dict[str, JsonValue] | None


OPERATIONS = (
    Operation(
        "post",
        "/api/reports",
        name="request_report",
        tag="reports",
        summary="Request a report, which is made in the background.",
        headers=WriteHeaders,
        body=NewReport,
        answers={
            HTTPStatus.ACCEPTED: Answer(ReportReceipt, headers={"Location": "Path of the report."}),
        },
        problems=(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/reports/{report_id}",
        name="get_report",
        tag="reports",
        summary="Get a report: its state, and its result once it is done.",
        answers={HTTPStatus.OK: Answer(ReportView)},
    ),
)
