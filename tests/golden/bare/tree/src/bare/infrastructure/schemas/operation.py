"""What a client may send and what it is answered. /openapi.json has no other source."""

from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel

from bare.infrastructure.schemas import json_body
from bare.infrastructure.schemas.problem import MEDIA_TYPE, Problem

WITH_BODY = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
WITH_RETRY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
RETRY = {"Retry-After": "Seconds to wait."}


@dataclass(frozen=True, slots=True)
class Answer:
    schema: Any = None
    """A type that pydantic accepts; None for an answer without a body."""
    media_type: str = json_body.MEDIA_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)
    """Their descriptions by name."""


@dataclass(frozen=True, slots=True)
class Operation:
    method: Literal["delete", "get", "patch", "post", "put"]
    path: str
    """Each `{parameter}` is an id."""
    _: KW_ONLY
    name: str
    tag: str
    summary: str
    answers: Mapping[int, Answer]
    body: Any = None
    """A type that pydantic accepts."""
    body_type: str = json_body.MEDIA_TYPE
    query: type[BaseModel] | None = None
    headers: type[BaseModel] | None = None
    problems: Collection[HTTPStatus] = (HTTPStatus.SERVICE_UNAVAILABLE,)
    """In addition to those that follow from the request."""

    def all_answers(self) -> dict[int, Answer]:
        statuses = set(self.problems)
        if "{" in self.path:
            statuses.add(HTTPStatus.NOT_FOUND)
        if self.body is not None:
            statuses |= WITH_BODY
        if self.body is not None or self.query or self.headers:
            statuses.add(HTTPStatus.UNPROCESSABLE_ENTITY)
        return {status: _problem(status) for status in sorted(statuses)} | dict(self.answers)


def _problem(status: HTTPStatus) -> Answer:
    return Answer(Problem, MEDIA_TYPE, RETRY if status in WITH_RETRY else {})
