"""Id, log line and metrics of each request, for every framework."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import Token
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bare.infrastructure import correlation
from bare.infrastructure.telemetry.metrics import CONTENT_TYPE
from bare.infrastructure.telemetry.requests import IN_FLIGHT, measure

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

ROUTE = "bare.route"
"""The route pattern as set by the framework; paths themselves have unlimited values."""


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
        IN_FLIGHT.dec()
        measure(
            self._environ["REQUEST_METHOD"],
            self._environ.get("PATH_INFO", ""),
            self._environ.get(ROUTE),
            int(self._status),
            seconds,
        )


class WithMetrics:
    """Serves a separate port, which is not published."""

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
