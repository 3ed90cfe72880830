"""Compares responses with /openapi.json."""

import os
import re
from http import HTTPStatus
from typing import Any

import httpx
from jsonschema import Draft202012Validator

Json = dict[str, Any]


def compare_responses(client: httpx.Client) -> None:
    """Of all requests from now on, unless API_DOCS is off."""
    response = client.get("/openapi.json")
    if response.status_code == HTTPStatus.OK:
        client.event_hooks = {"response": [_Description(response.json())]}


class _Description:
    def __init__(self, document: Json) -> None:
        self._components = document["components"]
        self._paths = [
            (re.compile("[^/]+".join(map(re.escape, re.split(r"{\w+}", path)))), operations)
            for path, operations in document["paths"].items()
        ]

    def __call__(self, response: httpx.Response) -> None:
        if response.is_error and "BASE_URL" in os.environ:
            return  # a load balancer in front has refusals of its own
        request = response.request
        for path, operations in self._paths:
            if path.fullmatch(request.url.path) and request.method.lower() in operations:
                self._compare(response, operations[request.method.lower()]["responses"])

    def _compare(self, response: httpx.Response, described: Json) -> None:
        assert str(response.status_code) in described, f"{response} is not described"
        answer = described[str(response.status_code)]
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        assert media_type in answer.get("content", {"": {}})
        assert {name.lower() for name in answer.get("headers", ())} <= set(response.headers)
        if media_type.endswith("json"):
            response.read()
            schema = {**answer["content"][media_type]["schema"], "components": self._components}
            Draft202012Validator(schema).validate(response.json())
