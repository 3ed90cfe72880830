from collections.abc import Collection

from flask import Blueprint, Response

from laeden.infrastructure.http.docs_page import CACHING, HEADERS, PAGE
from laeden.infrastructure.schemas.openapi import openapi
from laeden.infrastructure.schemas.operation import Operation


def documentation_blueprint(operations: Collection[Operation]) -> Blueprint:
    blueprint = Blueprint("documentation", __name__)
    document = openapi("laeden", operations)

    @blueprint.get("/openapi.json")
    def describe() -> Response:
        return Response(document, headers=CACHING, mimetype="application/json")

    @blueprint.get("/docs")
    def show() -> Response:
        return Response(PAGE, headers=HEADERS, mimetype="text/html")

    return blueprint
