"""Plain values of the infrastructure, independent of frameworks and storage."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Identifies a request of a caller, so that a repeated one is recognised."""

    caller: str
    text: str


@dataclass(frozen=True, slots=True)
class UsedKey:
    """An idempotency key with the hash of its request and the id of what it created."""

    id: str
    request_hash: str
    answer_id: UUID
    expires_at: datetime


class Position(NamedTuple):
    """Position in a list, newest first; the content of a cursor."""

    created_at: datetime
    id: UUID
