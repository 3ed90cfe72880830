from collections.abc import Collection, Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from shop.infrastructure.http.hosts import known
from shop.infrastructure.schemas.problem import MEDIA_TYPE, Problem
from shop.infrastructure.telemetry.requests import PROBES

UNKNOWN = Problem.of(HTTPStatus.BAD_REQUEST, "There is no such host here.")


class KnownHosts:
    """Refuses requests for other hosts. Probes use an address, not a host name."""

    def __init__(self, app: WSGIApplication, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PROBES or known(environ.get("HTTP_HOST", ""), self._names):
            return self._app(environ, start_response)
        body = UNKNOWN.body().encode()
        headers = [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body)))]
        start_response("400 Bad Request", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
