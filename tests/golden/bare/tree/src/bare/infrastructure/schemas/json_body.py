"""JSON request bodies, parsed alike for every framework."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic_core import from_json

MEDIA_TYPE = "application/json"


class BodyError(Exception):
    """The body is invalid; the message is for the client."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def check_type(content_type: str | None, content_encoding: str | None) -> None:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise BodyError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body must be {MEDIA_TYPE}.")
    if (content_encoding or "identity").strip().lower() != "identity":
        raise BodyError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")


def parsed(content: bytes) -> Any:  # noqa: ANN401  # JSON is anything
    """As in RFC 8259, and without duplicate names in an object."""
    try:
        value = from_json(content, allow_inf_nan=False)
        json.loads(content, object_pairs_hook=_without_repeats)
    except ValueError as error:
        raise BodyError(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
    return value


def _without_repeats(pairs: Iterable[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise ValueError("an object has the same name twice")
        seen.add(name)
