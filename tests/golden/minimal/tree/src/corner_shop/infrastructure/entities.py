"""Plain values of the infrastructure, independent of frameworks and storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from corner_shop.infrastructure import correlation

MOST_DOUBLINGS = 6


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


@dataclass(frozen=True, slots=True)
class TaskMessage:
    """The id stays the same for all tries."""

    id: UUID
    name: str
    arguments: dict[str, str]
    attempt: int = 1
    request_id: str | None = field(default_factory=correlation.request_id.get)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message that is stored until its task is done or dead; due from `available_at`."""

    message: TaskMessage
    available_at: datetime
    sends: int
    starts: int
    leased_until: datetime | None = None


def patience_after(sends: int, patience: timedelta) -> timedelta:
    """Doubles each time, so that messages in a long queue are not published again and again."""
    return patience * (1 << min(sends, MOST_DOUBLINGS))


def longest_wait(
    unstarted: Mapping[int, datetime], patience: timedelta, now: datetime
) -> timedelta:
    """How long the first sent of these waits: each time it was sent it became due a patience later.

    It may be longer: the relay may have looked late, or the broker may have been down.
    """
    nothing = timedelta()
    waits = (
        now - due + sum((patience_after(sent, patience) for sent in range(sends)), nothing)
        for sends, due in unstarted.items()
    )
    return max(waits, default=nothing)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message whose task failed for good, kept for a replay."""

    message: TaskMessage
    error: str
    died_at: datetime
