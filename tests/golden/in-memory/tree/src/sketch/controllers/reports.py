from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, url_for

from sketch.controllers.context import services
from sketch.entities.reports import ReportStatus
from sketch.infrastructure.http.exchange import answer, body, caller, headers
from sketch.infrastructure.schemas.idempotency import WriteHeaders
from sketch.schemas.reports import NewReport, ReportReceipt, ReportView

PUBLIC = "public, max-age=300"  # a report that is done never changes
blueprint = Blueprint("reports", __name__, url_prefix="/api")


@blueprint.post("/reports")
def request_report() -> Response:
    key = headers(WriteHeaders).key
    report = services().reports.request(body(NewReport), key, caller())
    location = url_for("reports.get_report", report_id=report.id)
    return answer(ReportReceipt.model_validate(report), HTTPStatus.ACCEPTED, Location=location)


@blueprint.get("/reports/<uuid:report_id>")
def get_report(report_id: UUID) -> Response:
    report = services().reports.get(report_id)
    caching = PUBLIC if report.status is ReportStatus.DONE else "no-store"
    return answer(ReportView.model_validate(report), Cache_Control=caching)
