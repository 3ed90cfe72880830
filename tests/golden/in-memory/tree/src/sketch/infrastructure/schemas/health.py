from typing import Literal

from sketch.infrastructure.schemas.base import View


class LivenessView(View):
    status: Literal["ok"] = "ok"


class ReadinessView(View):
    status: Literal["ok", "degraded", "unavailable"]
    checks: dict[str, Literal["ok", "unreachable"]]
