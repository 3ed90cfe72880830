from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from bare.infrastructure.entities import IdempotencyKey


class WriteHeaders(BaseModel):
    """Headers of a request that a client or proxy may repeat."""

    idempotency_key: Annotated[
        str | None,
        Field(alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[\x20-\x7e]+$"),
    ] = None
    authorization: Annotated[SkipJsonSchema[str | None], Field(alias="Authorization")] = None

    @property
    def key(self) -> IdempotencyKey | None:
        """Callers differ by their credentials, of which only a hash is stored."""
        if self.idempotency_key is None:
            return None
        caller = sha256(self.authorization.encode()).hexdigest() if self.authorization else ""
        return IdempotencyKey(caller, self.idempotency_key)
