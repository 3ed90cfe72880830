"""Log line and metrics of each request, for every framework."""

import logging

from bare.infrastructure.telemetry.measures import Gauge, Histogram

log = logging.getLogger(__name__)

PROBES = frozenset({"/livez", "/readyz"})

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "From the first byte of the request to the last one of the answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
IN_FLIGHT = Gauge(
    "http_requests_in_flight", "Requests that are being answered.", multiprocess_mode="livesum"
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def measure(method: str, path: str, route: str | None, status: int, seconds: float) -> None:
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route or "none", str(status)).observe(seconds)
    fields = {
        "method": method,
        "path": path,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
    }
    log.log(
        logging.DEBUG if path in PROBES else logging.INFO,
        "%s %r %s in %.1f ms",
        *fields.values(),
        extra={"fields": fields},
    )
