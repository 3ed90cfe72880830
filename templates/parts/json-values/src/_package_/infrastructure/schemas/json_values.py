from typing import Annotated

from pydantic import AfterValidator, JsonValue


def _storable(value: JsonValue) -> JsonValue:
    """Null is no value; PostgreSQL refuses NUL in text."""
    if value is None:
        raise ValueError("must not be null")
    if _has_nul(value):
        raise ValueError("must not have NUL in a text")
    return value


def _has_nul(value: JsonValue) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(_has_nul(item) for item in value)
    if isinstance(value, dict):
        return any("\0" in name or _has_nul(item) for name, item in value.items())
    return False


Json = Annotated[JsonValue, AfterValidator(_storable)]
