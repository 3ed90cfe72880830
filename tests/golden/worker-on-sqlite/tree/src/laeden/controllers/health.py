from http import HTTPStatus

from flask import Blueprint, Response

from laeden.controllers.context import services
from laeden.controllers.exchange import answer
from laeden.schemas.health import (
    LivenessView,
    ReadinessView,
)

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def live() -> Response:
    """Liveness: independent of anything outside this process."""
    return answer(LivenessView())


@blueprint.get("/readyz")
def ready() -> Response:
    """Readiness: whether to route requests to this process."""
    health = services().readiness.check()
    lost = health.status == "unavailable"
    response = answer(ReadinessView.model_validate(health), Cache_Control="no-store")
    if lost:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "1"
    return response
