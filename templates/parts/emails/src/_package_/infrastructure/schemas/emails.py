from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field


def _deliverable(address: str) -> str:
    try:
        checked = validate_email(
            address, allow_smtputf8=False, check_deliverability=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return checked.ascii_email or address


# In ASCII, as mail servers take it, also where the domain is international. No start of a formula.
Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[A-Za-z0-9_]", json_schema_extra={"format": "email"}),
    AfterValidator(_deliverable),
]
