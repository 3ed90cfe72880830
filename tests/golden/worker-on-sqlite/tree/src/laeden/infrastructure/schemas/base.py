"""What the schemas of all requests and responses share."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """Exact types and no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


def single(parameters: Mapping[str, Sequence[str]]) -> dict[str, str | Sequence[str]]:
    """A parameter that is given several times stays a list, which validation refuses."""
    return {name: values[0] if len(values) == 1 else values for name, values in parameters.items()}
