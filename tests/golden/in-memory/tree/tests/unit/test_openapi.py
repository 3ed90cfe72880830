import json
from http import HTTPStatus
from typing import Annotated

import httpx
import pytest
from pydantic import BaseModel, Field

from sketch.container import build_container
from sketch.infrastructure.schemas.openapi import openapi
from sketch.infrastructure.schemas.operation import Answer, Operation
from sketch.settings import Settings

from tests.support.server import in_process, routes

DOCUMENTATION = {("get", "/docs"), ("get", "/openapi.json")}
MERGE_PATCH = "application/merge-patch+json"


class Change(BaseModel):
    name: str = ""


class Filter(BaseModel):
    least: Annotated[int | None, Field(ge=1)] = None


def test_every_route_is_described_and_no_other(settings: Settings) -> None:
    with build_container(settings) as container:
        with httpx.Client(base_url="http://test", transport=in_process(container)) as client:
            paths = client.get("/openapi.json").json()["paths"]
        described = {(method, path) for path, methods in paths.items() for method in methods}

        assert routes(container) == described | DOCUMENTATION


def test_the_page_loads_from_nowhere_else(settings: Settings) -> None:
    with (
        build_container(settings) as container,
        httpx.Client(base_url="http://test", transport=in_process(container)) as client,
    ):
        page = client.get("/docs")

    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'sha")
    assert "://" not in page.text


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_documentation_can_be_switched_off(settings: Settings, path: str) -> None:
    with (
        build_container(settings) as container,
        httpx.Client(base_url="http://test", transport=in_process(container, False)) as client,
    ):
        response = client.get(path)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_what_may_be_left_out_is_not_null() -> None:
    operation = Operation(
        "patch",
        "/things/{thing_id}",
        name="change_thing",
        tag="things",
        summary="Change a thing.",
        query=Filter,
        body=Change,
        body_type=MERGE_PATCH,
        answers={HTTPStatus.NO_CONTENT: Answer()},
    )

    document = json.loads(openapi("things", [operation]))

    described = document["paths"]["/things/{thing_id}"]["patch"]
    thing, least = described["parameters"]
    assert (thing["in"], thing["required"]) == ("path", True)
    assert (least["in"], least["required"]) == ("query", False)
    assert least["schema"] == {"type": "integer", "minimum": 1, "title": "Least"}
    assert list(described["requestBody"]["content"]) == [MERGE_PATCH]
    assert described["responses"]["204"] == {"description": "No Content"}
    statuses = ["204", "400", "404", "413", "415", "422", "503"]
    assert list(described["responses"]) == statuses
    assert "required" not in document["components"]["schemas"]["Change"]
