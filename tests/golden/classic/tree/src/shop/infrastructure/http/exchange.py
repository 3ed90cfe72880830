"""Converts between Flask's requests and responses and the schemas."""

from http import HTTPStatus
from typing import TypeVar

from flask import Response, request
from pydantic import BaseModel

from shop.infrastructure.schemas.base import single
from shop.infrastructure.schemas.json_body import check_type, parsed

PRIVATE = {"Cache-Control": "private, no-store"}
M = TypeVar("M", bound=BaseModel)


def body(schema: type[M]) -> M:
    check_type(request.content_type, request.headers.get("Content-Encoding"))
    return schema.model_validate(parsed(request.get_data()))


def query(schema: type[M]) -> M:
    return schema.model_validate(single(request.args.to_dict(flat=False)))


def headers(schema: type[M]) -> M:
    return schema.model_validate(dict(request.headers))


def caller() -> str:
    """The address of the client."""
    # Set by the load balancer; without one there is none.
    return request.headers.get("X-Forwarded-For") or request.remote_addr or ""


def answer(view: BaseModel, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Response:
    response = Response(view.model_dump_json(), status, PRIVATE, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response
