"""Between Flask's requests and responses and the schemas."""

from http import HTTPStatus
from typing import TypeVar

from flask import Response, request
from pydantic import BaseModel
from pydantic_core import from_json
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

M = TypeVar("M", bound=BaseModel)


def body(schema: type[M]) -> M:
    if not request.is_json:
        raise UnsupportedMediaType("The body must be application/json.")
    try:
        content = from_json(request.get_data(), allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest("The body is not JSON.") from error
    return schema.model_validate(content)


def query(schema: type[M]) -> M:
    return schema.model_validate(request.args.to_dict())


def headers(schema: type[M]) -> M:
    return schema.model_validate(dict(request.headers))


def answer(view: BaseModel, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Response:
    response = Response(view.model_dump_json(), status, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response
