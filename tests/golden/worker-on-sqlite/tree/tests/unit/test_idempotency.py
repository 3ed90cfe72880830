from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from laeden.infrastructure.entities import IdempotencyKey
from laeden.infrastructure.errors import DuplicateKeyError, KeyReusedError
from laeden.infrastructure.schemas.base import RequestBody
from laeden.infrastructure.schemas.idempotency import WriteHeaders
from laeden.infrastructure.services.idempotency import Idempotency
from laeden.services.ports import Storage

KEY = IdempotencyKey("caller", "key")


class NewThing(RequestBody):
    number: int


class NewOther(NewThing):
    pass


ONE = NewThing(number=1)


def note(
    storage: Storage, idempotency: Idempotency, key: IdempotencyKey, request: RequestBody
) -> UUID:
    answer_id = uuid4()
    with storage.begin() as uow:
        idempotency.note(uow, key, request, answer_id)
    return answer_id


def test_a_key_leads_to_what_its_first_request_created(
    storage: Storage, idempotency: Idempotency
) -> None:
    first = note(storage, idempotency, KEY, ONE)

    with pytest.raises(DuplicateKeyError):
        note(storage, idempotency, KEY, ONE)

    assert idempotency.answer_id(KEY, ONE) == first


def test_a_key_is_for_one_request(storage: Storage, idempotency: Idempotency) -> None:
    note(storage, idempotency, KEY, ONE)

    with pytest.raises(KeyReusedError):
        idempotency.answer_id(KEY, NewThing(number=2))


def test_a_key_belongs_to_its_caller_and_to_one_kind_of_request(
    storage: Storage, idempotency: Idempotency
) -> None:
    another = IdempotencyKey("another", KEY.text)
    first = note(storage, idempotency, KEY, ONE)
    second = note(storage, idempotency, another, ONE)
    third = note(storage, idempotency, KEY, NewOther(number=1))

    assert idempotency.answer_id(KEY, ONE) == first
    assert idempotency.answer_id(another, ONE) == second
    assert idempotency.answer_id(KEY, NewOther(number=1)) == third


def test_a_key_that_has_expired_is_free_again(storage: Storage, idempotency: Idempotency) -> None:
    idempotency.ttl = timedelta(seconds=-1)
    note(storage, idempotency, KEY, ONE)

    second = note(storage, idempotency, KEY, ONE)

    assert idempotency.answer_id(KEY, ONE) == second


def test_expired_keys_are_deleted_in_batches(storage: Storage, idempotency: Idempotency) -> None:
    kept = note(storage, idempotency, KEY, ONE)
    idempotency.ttl = timedelta(seconds=-1)
    for number in range(3):
        note(storage, idempotency, IdempotencyKey("caller", f"expired {number}"), ONE)

    assert [idempotency.prune(2) for _ in range(3)] == [2, 1, 0]

    assert idempotency.answer_id(KEY, ONE) == kept


def test_callers_differ_by_their_credentials_which_are_not_kept() -> None:
    def key_of(**headers: str) -> IdempotencyKey | None:
        return WriteHeaders.model_validate(headers).key

    plain = key_of(**{"Idempotency-Key": "k"})
    ada = key_of(**{"Idempotency-Key": "k", "Authorization": "Bearer ada"})
    bob = key_of(**{"Idempotency-Key": "k", "Authorization": "Bearer bob"})

    assert key_of(Authorization="Bearer ada") is None
    assert len({plain, ada, bob}) == 3
    assert "ada" not in repr(ada)
