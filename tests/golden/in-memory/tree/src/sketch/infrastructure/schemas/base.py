from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _deliverable(address: str) -> str:
    try:
        checked = validate_email(
            address, allow_smtputf8=False, check_deliverability=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return checked.ascii_email or address


# Rust syntax: a visible start; no control characters (PostgreSQL refuses NUL), nothing invisible.
Label = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[^\p{C}\p{Z}\p{M}\p{DI}\u{2800}][^\p{C}\p{Zl}\p{Zp}\p{DI}]*$",
    ),
]

# In ASCII, as mail servers take it, also where the domain is international. No start of a formula.
Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[A-Za-z0-9_]", json_schema_extra={"format": "email"}),
    AfterValidator(_deliverable),
]


class RequestBody(BaseModel):
    """Exact types and no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)
