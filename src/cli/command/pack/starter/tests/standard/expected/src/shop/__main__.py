"""Answers every request with how often it was asked for."""

from collections.abc import Callable, Iterable
from typing import Any

from waitress import serve

from shop.cache import count


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{path} was asked for {count(path)} times\n".encode()]


if __name__ == "__main__":
    serve(application, host="0.0.0.0", port=8000)
