"""Idempotency: a repeated request gets the first response and creates nothing."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from shop.infrastructure.entities import IdempotencyKey, UsedKey
from shop.infrastructure.errors import KeyReusedError, StorageUnavailableError
from shop.infrastructure.ports.storage import Storage, UnitOfWork
from shop.infrastructure.schemas.base import RequestBody


class Idempotency:
    def __init__(self, storage: Storage, ttl_s: int) -> None:
        self._storage = storage
        self.ttl = timedelta(seconds=ttl_s)

    def note(
        self, uow: UnitOfWork, key: IdempotencyKey | None, request: RequestBody, answer_id: UUID
    ) -> None:
        """In the transaction of the request; raises `DuplicateKeyError` for a repeated one."""
        if key is not None:
            now = datetime.now(UTC)
            used = UsedKey(_id(key, request), _hash(request), answer_id, now + self.ttl)
            uow.keys.add(used, now)

    def answer_id(self, key: IdempotencyKey, request: RequestBody) -> UUID:
        """The id that the first request created; raises `KeyReusedError` if it was different."""
        with self._storage.begin() as uow:
            used = uow.keys.get(_id(key, request))
        if used is None:  # it expired a moment ago
            raise StorageUnavailableError("the idempotency key has just expired")
        if used.request_hash != _hash(request):
            raise KeyReusedError
        return used.answer_id

    def prune(self, limit: int) -> int:
        """Delete expired keys, at most this number; return how many."""
        with self._storage.begin() as uow:
            return uow.keys.prune(datetime.now(UTC), limit)


def _id(key: IdempotencyKey, request: RequestBody) -> str:
    """Scoped to this caller and this kind of request."""
    return sha256("\0".join((type(request).__name__, key.caller, key.text)).encode()).hexdigest()


def _hash(request: RequestBody) -> str:
    return sha256(request.model_dump_json().encode()).hexdigest()
