"""RFC 9457: one shape for everything that goes wrong."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any, Self

from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20


class FieldError(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None

    @classmethod
    def of(cls, status: int, detail: str) -> Self:
        return cls(title=HTTPStatus(status).phrase, status=status, detail=detail)

    @classmethod
    def of_fields(cls, details: Iterable[Mapping[str, Any]]) -> Self:
        """From the errors of a validation, without its input, which may be huge or secret."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        errors = [
            FieldError(field=".".join(map(str, detail["loc"])), message=detail["msg"])
            for detail in islice(details, MOST_ERRORS)
        ]
        fields = ", ".join(dict.fromkeys(error.field for error in errors))
        return cls(
            title=status.phrase,
            status=status,
            detail=f"not acceptable: {fields}" if fields.strip() else "not acceptable",
            errors=errors,
        )

    def body(self) -> str:
        return self.model_dump_json(exclude_none=True)
