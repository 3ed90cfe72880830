"""Converts every error to problem+json."""

import logging
from http import HTTPStatus

from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bare.infrastructure.errors import StorageUnavailableError
from bare.infrastructure.schemas.json_body import BodyError
from bare.infrastructure.schemas.problem import MEDIA_TYPE, Problem

log = logging.getLogger(__name__)

METHOD = "This method is not for this address."


def register(app: Flask) -> None:
    app.register_error_handler(MethodNotAllowed, _method)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(BodyError, _unreadable)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(StorageUnavailableError, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = Response(status=status, headers=error.get_headers())  # such as Allow
    return _filled(response, Problem.of(status, error.description or error.name))


def _method(error: MethodNotAllowed) -> Response:
    allow = ", ".join(sorted({*(error.valid_methods or ()), "OPTIONS"}))
    if request.method == "OPTIONS":
        response = Response(status=HTTPStatus.NO_CONTENT, headers={"Allow": allow})
        del response.headers["Content-Type"]
        return response
    response = _answer(Problem.of(HTTPStatus.METHOD_NOT_ALLOWED, METHOD))
    response.headers["Allow"] = allow
    return response


def _unreadable(error: BodyError) -> Response:
    return _answer(Problem.of(error.status, error.detail))


def _invalid(error: ValidationError) -> Response:
    return _answer(Problem.of_fields(error.errors(include_url=False, include_input=False)))


def _unavailable(error: StorageUnavailableError) -> Response:
    log.warning("unavailable: %s", error)
    problem = Problem.of(HTTPStatus.SERVICE_UNAVAILABLE, "Please try again in a moment.")
    response = _answer(problem)
    response.headers["Retry-After"] = "1"
    return response


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return _answer(Problem.of(HTTPStatus.INTERNAL_SERVER_ERROR, "This was not your fault."))


def _answer(problem: Problem) -> Response:
    return _filled(Response(status=problem.status), problem)


def _filled(response: Response, problem: Problem) -> Response:
    response.set_data(problem.body())
    response.content_type = MEDIA_TYPE
    return response
