from collections.abc import Collection

from flask import Blueprint, Response

from bare.infrastructure.http.docs_page import CACHING, HEADERS, PAGE
from bare.infrastructure.schemas.openapi import openapi
from bare.infrastructure.schemas.operation import Operation


def documentation_blueprint(operations: Collection[Operation]) -> Blueprint:
    blueprint = Blueprint("documentation", __name__)
    document = openapi("bare", operations)

    @blueprint.get("/openapi.json")
    def describe() -> Response:
        return Response(document, headers=CACHING, mimetype="application/json")

    @blueprint.get("/docs")
    def show() -> Response:
        return Response(PAGE, headers=HEADERS, mimetype="text/html")

    return blueprint
