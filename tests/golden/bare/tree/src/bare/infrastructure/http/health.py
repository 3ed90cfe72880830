from http import HTTPStatus

from flask import Blueprint, Response

from bare.infrastructure.http.exchange import answer
from bare.infrastructure.schemas.health import LivenessView, ReadinessView
from bare.infrastructure.services.readiness import Readiness


def health_blueprint(readiness: Readiness) -> Blueprint:
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/livez")
    def live() -> Response:
        """Liveness: independent of anything outside this process."""
        return answer(LivenessView())

    @blueprint.get("/readyz")
    def ready() -> Response:
        """Readiness: whether to route requests to this process."""
        health = readiness.check()
        response = answer(ReadinessView.model_validate(health), Cache_Control="no-store")
        if health.status == "unavailable":
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            response.headers["Retry-After"] = "1"
        return response

    return blueprint
