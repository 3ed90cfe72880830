from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter

ADDRESS = TypeAdapter(HttpUrl)


def _web_address(text: str) -> str:
    ADDRESS.validate_python(text)
    return text


# Kept as it was given; without characters that do not belong into an address.
WebAddress = Annotated[
    str, Field(max_length=2000, pattern=r"^[\x21-\x7e]+$"), AfterValidator(_web_address)
]
