from http import HTTPStatus

from flask import Blueprint, Response

from shop.controllers.context import services
from shop.controllers.exchange import answer
from shop.schemas.health import (
    LivenessView,
    ReadinessView,
)

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def live() -> Response:
    """Whether to restart this process: nothing outside of it counts."""
    return answer(LivenessView())


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether to send requests here."""
    health = services().readiness.check()
    lost = health.status == "unavailable"
    response = answer(ReadinessView.model_validate(health), Cache_Control="no-store")
    if lost:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "1"
    return response
