from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Rust syntax: a visible start, no control characters (PostgreSQL refuses NUL), no line separators.
Label = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[^\p{Cc}\p{Z}][^\p{Cc}\p{Zl}\p{Zp}]*$")
]

# Deliberately narrow: ASCII, no quoting. Nothing in it can break a header or start a formula.
Email = Annotated[
    str,
    Field(
        max_length=254,
        pattern=(
            r"^[A-Za-z0-9_](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_])?"
            r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
        ),
    ),
]


class RequestBody(BaseModel):
    """Exact types and no unknown fields: what is accepted is what is meant."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)
