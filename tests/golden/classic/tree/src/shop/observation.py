"""What is seen of every request, whatever answers it: its id, its log line, its metrics."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import Token
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from shop import correlation
from shop.adapters.measures import Gauge, Histogram
from shop.adapters.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

log = logging.getLogger(__name__)

ROUTE = "shop.route"
"""Where the framework leaves the pattern of the path; the path itself has no end of values."""

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


class Observed:
    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _Answer(environ, start_response)
        try:
            answer.body = self._app(environ, answer.start)
        except BaseException:
            answer.close()
            raise
        return answer


class _Answer:
    """The body as the server iterates it; the request is over when the server closes it."""

    def __init__(self, environ: WSGIEnvironment, start_response: StartResponse) -> None:
        self._environ = environ
        self._start_response = start_response
        self._started = time.perf_counter()
        self._status = "500"
        self._id = correlation.accepted(environ.get("HTTP_X_REQUEST_ID"))
        self._token: Token[str | None] | None = correlation.request_id.set(self._id)
        self.body: Iterable[bytes] = ()
        IN_FLIGHT.inc()

    def start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: "OptExcInfo | None" = None,
    ) -> Callable[[bytes], object]:
        self._status = status[:3]
        return self._start_response(status, [*headers, ("X-Request-ID", self._id)], exc_info)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.body)

    def close(self) -> None:
        if self._token is None:
            return
        try:
            if close := getattr(self.body, "close", None):
                close()
        finally:
            self._observe(time.perf_counter() - self._started)
            correlation.request_id.reset(self._token)
            self._token = None

    def _observe(self, seconds: float) -> None:
        method, path = self._environ["REQUEST_METHOD"], self._environ.get("PATH_INFO", "")
        IN_FLIGHT.dec()
        REQUESTS.labels(
            method if method in METHODS else "other",
            self._environ.get(ROUTE) or "none",
            self._status,
        ).observe(seconds)
        fields = {
            "method": method,
            "path": path,
            "status": int(self._status),
            "duration_ms": round(seconds * 1000, 1),
        }
        log.log(
            logging.DEBUG if path in PROBES else logging.INFO,
            "%s %r %s in %.1f ms",
            *fields.values(),
            extra={"fields": fields},
        )


class WithMetrics:
    """Answers at a port of its own, which nothing passes on to the outside."""

    def __init__(self, app: WSGIApplication, port: int | None, expose: Callable[[], bytes]) -> None:
        self._app = app
        self._port = str(port)
        self._expose = expose

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["SERVER_PORT"] != self._port:
            return self._app(environ, start_response)
        if environ.get("PATH_INFO") != "/metrics":
            start_response("404 Not Found", [("Content-Length", "0")])
            return []
        start_response("200 OK", [("Content-Type", CONTENT_TYPE)])
        return [self._expose()]
