"""The OpenAPI document of a service, from its operations."""

import json
import re
from collections.abc import Collection, Iterator
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from bare.infrastructure.schemas.operation import Answer, Operation

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

REFERENCE = "#/components/schemas/{model}"
ID = {"type": "string", "format": "uuid"}


def openapi(title: str, operations: Collection[Operation]) -> str:
    document = _Document(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = document.operation(operation)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": title, "version": "1.0.0"},
            "paths": paths,
            "components": {"schemas": dict(sorted(document.components.items()))},
        }
    )


class _Document:
    def __init__(self, operations: Collection[Operation]) -> None:
        types = dict.fromkeys(each for operation in operations for each in _types(operation))
        adapters = [(kind, mode, TypeAdapter[Any](kind)) for kind, mode in types]
        self._schemas, shared = TypeAdapter.json_schemas(adapters, ref_template=REFERENCE)
        self.components: Json = shared.get("$defs", {})

    def operation(self, operation: Operation) -> Json:
        described = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": operation.summary,
            "parameters": [
                *_ids(operation.path),
                *self._parameters(operation.query, "query"),
                *self._parameters(operation.headers, "header"),
            ],
            "responses": {
                str(int(status)): self._answer(HTTPStatus(status), answer)
                for status, answer in sorted(operation.all_answers().items())
            },
        }
        if operation.body is not None:
            content = self._content(operation.body, "validation", operation.body_type)
            described["requestBody"] = {"required": True, "content": content}
        return described

    def _parameters(
        self, schema: type[BaseModel] | None, place: Literal["query", "header"]
    ) -> Iterator[Json]:
        if schema is None:
            return
        described = schema.model_json_schema(ref_template=REFERENCE)
        self.components |= described.get("$defs", {})
        required = described.get("required", ())
        for name, field in described["properties"].items():
            yield {
                "name": name,
                "in": place,
                "required": name in required,
                "schema": _without_null(field),
            }

    def _answer(self, status: HTTPStatus, answer: Answer) -> Json:
        described: Json = {"description": status.phrase}
        if answer.headers:
            described["headers"] = {
                name: {"description": text, "required": True, "schema": {"type": "string"}}
                for name, text in answer.headers.items()
            }
        if answer.schema is not None:
            described["content"] = self._content(answer.schema, "serialization", answer.media_type)
        return described

    def _content(self, kind: Any, mode: Mode, media_type: str) -> Json:  # noqa: ANN401  # a type
        return {media_type: {"schema": self._schemas[kind, mode]}}


def _types(operation: Operation) -> Iterator[tuple[Any, Mode]]:
    if operation.body is not None:
        yield operation.body, "validation"
    for answer in operation.all_answers().values():
        if answer.schema is not None:
            yield answer.schema, "serialization"


def _ids(path: str) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", path):
        yield {"name": name, "in": "path", "required": True, "schema": ID}


def _without_null(field: Json) -> Json:
    """A parameter that may be left out; null has no form in a query or a header."""
    known = {key: value for key, value in field.items() if (key, value) != ("default", None)}
    alternatives = [each for each in known.pop("anyOf", ()) if each != {"type": "null"}]
    if len(alternatives) > 1:
        return known | {"anyOf": alternatives}
    return known | (alternatives[0] if alternatives else {})
