from http import HTTPStatus
from typing import Literal

from bare.infrastructure.schemas.base import View
from bare.infrastructure.schemas.operation import RETRY, Answer, Operation


class LivenessView(View):
    status: Literal["ok"] = "ok"


class ReadinessView(View):
    status: Literal["ok", "degraded", "unavailable"]
    checks: dict[str, Literal["ok", "unreachable"]]


OPERATIONS = (
    Operation(
        "get",
        "/livez",
        name="live",
        tag="health",
        summary="Liveness: independent of anything outside this process.",
        answers={HTTPStatus.OK: Answer(LivenessView)},
        problems=(),
    ),
    Operation(
        "get",
        "/readyz",
        name="ready",
        tag="health",
        summary="Readiness: whether to route requests to this process.",
        answers={
            HTTPStatus.OK: Answer(ReadinessView),
            HTTPStatus.SERVICE_UNAVAILABLE: Answer(ReadinessView, headers=RETRY),
        },
        problems=(),
    ),
)
