"""The service, with a path that takes its time: `gunicorn tests.support.slow:app`."""

import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from bare.wsgi import app as service


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/slow":
        return service(environ, start_response)
    time.sleep(float(environ["QUERY_STRING"]))
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
