from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """Exact types and no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)
