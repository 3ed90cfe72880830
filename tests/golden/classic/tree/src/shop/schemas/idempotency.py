from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shop.entities import IdempotencyKey


class WriteHeaders(BaseModel):
    """The headers of a request that a client or a proxy may send a second time."""

    idempotency_key: Annotated[
        str | None,
        Field(alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[\x20-\x7e]+$"),
    ] = None
    authorization: Annotated[SkipJsonSchema[str | None], Field(alias="Authorization")] = None

    @property
    def key(self) -> IdempotencyKey | None:
        """Clients with different credentials are different callers; only a hash of them is kept."""
        if self.idempotency_key is None:
            return None
        caller = sha256(self.authorization.encode()).hexdigest() if self.authorization else ""
        return IdempotencyKey(caller, self.idempotency_key)
