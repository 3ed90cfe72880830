from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sketch.infrastructure.entities import UsedKey
from sketch.infrastructure.services.retention import BATCH, Retention
from sketch.services.ports import Storage

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def test_expired_keys_go_and_others_stay(storage: Storage) -> None:
    retention = Retention(storage)
    expired = UsedKey("1" * 64, "hash", uuid4(), NOW)
    other = UsedKey("2" * 64, "hash", uuid4(), NOW + DAY)
    with storage.begin() as uow:
        uow.keys.add(expired, NOW - DAY)
        uow.keys.add(other, NOW)

    assert [retention.prune(), retention.prune()] == [1, 0]

    with storage.begin() as uow:
        assert uow.keys.get(expired.id) is None
        assert uow.keys.get(other.id) == other


def test_what_others_delete_is_bounded_and_counts(storage: Storage) -> None:
    limits: list[int] = []

    def prune(limit: int) -> int:
        limits.append(limit)
        return 2

    assert Retention(storage, prune, prune).prune() == 4
    assert limits == [BATCH, BATCH]
