"""Whatever goes wrong becomes problem+json here, and nowhere else."""

import logging
from http import HTTPStatus

from flask import Flask, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from laeden.ports.errors import StorageUnavailableError
from laeden.schemas.problem import MEDIA_TYPE, Problem
from laeden.services.errors import NotFoundError

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(StorageUnavailableError, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = Response(status=status, headers=error.get_headers())  # such as Allow
    return _filled(response, Problem.of(status, error.description or error.name))


def _invalid(error: ValidationError) -> Response:
    return _answer(Problem.of_fields(error.errors(include_url=False, include_input=False)))


def _not_found(_error: NotFoundError) -> Response:
    return _answer(Problem.of(HTTPStatus.NOT_FOUND, "There is nothing under this id."))


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
