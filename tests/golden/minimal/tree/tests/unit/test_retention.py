from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from corner_shop.entities import Report, ReportStatus
from corner_shop.infrastructure.entities import DeadLetter, TaskMessage, UsedKey
from corner_shop.infrastructure.services import retention as module
from corner_shop.infrastructure.services.idempotency import Idempotency
from corner_shop.infrastructure.services.retention import Retention
from corner_shop.services.ports import Storage
from corner_shop.services.reports import ReportService

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
REPORT = Report(uuid4(), 7, ReportStatus.DONE, None, NOW - 31 * DAY)
MESSAGE = TaskMessage(uuid4(), "some.task", {})


@pytest.fixture
def retention(storage: Storage, reports: ReportService) -> Retention:
    return Retention(storage, 90 * DAY, partial(reports.prune, 30 * DAY))


def test_old_reports_go_and_new_ones_stay(storage: Storage, retention: Retention) -> None:
    new = replace(REPORT, id=uuid4(), created_at=NOW - 29 * DAY)
    with storage.begin() as uow:
        uow.reports.add(REPORT)
        uow.reports.add(new)

    assert [retention.prune(), retention.prune()] == [1, 0]

    with storage.begin() as uow:
        assert uow.reports.get(REPORT.id) is None
        assert uow.reports.get(new.id) == new


def test_a_report_stays_as_long_as_its_key(
    storage: Storage, reports: ReportService, idempotency: Idempotency
) -> None:
    idempotency.ttl = 40 * DAY
    with storage.begin() as uow:
        uow.reports.add(REPORT)

    assert reports.prune(30 * DAY, limit=10) == 0


def test_old_dead_letters_go_and_new_ones_stay(storage: Storage, retention: Retention) -> None:
    new = replace(MESSAGE, id=uuid4())
    with storage.begin() as uow:
        uow.dead_letters.put(DeadLetter(MESSAGE, "error", NOW - 91 * DAY))
        uow.dead_letters.put(DeadLetter(new, "error", NOW - 89 * DAY))

    assert [retention.prune(), retention.prune()] == [1, 0]

    with storage.begin() as uow:
        assert [letter.message.id for letter in uow.dead_letters.oldest(10)] == [new.id]


def test_expired_keys_go_and_others_stay(storage: Storage, retention: Retention) -> None:
    expired = UsedKey("1" * 64, "hash", uuid4(), NOW)
    other = UsedKey("2" * 64, "hash", uuid4(), NOW + DAY)
    with storage.begin() as uow:
        uow.keys.add(expired, NOW - DAY)
        uow.keys.add(other, NOW)

    assert [retention.prune(), retention.prune()] == [1, 0]

    with storage.begin() as uow:
        assert uow.keys.get(expired.id) is None
        assert uow.keys.get(other.id) == other


def test_a_task_that_is_sent_again_and_again_becomes_a_dead_letter(
    storage: Storage, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SENDS", 2)
    other = replace(MESSAGE, id=uuid4())
    with storage.begin() as uow:
        for message, sends in ((MESSAGE, 2), (other, 1)):
            uow.outbox.put(message, NOW)
            for _ in range(sends):
                uow.outbox.note_sent([message], NOW, until=NOW)

    assert [retention.prune(), retention.prune()] == [1, 0]

    with storage.begin() as uow:
        assert [letter.message.id for letter in uow.dead_letters.oldest(10)] == [MESSAGE.id]
        assert uow.outbox.count() == 1


def test_a_batch_is_bounded(
    storage: Storage, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    with storage.begin() as uow:
        for _ in range(5):
            uow.reports.add(replace(REPORT, id=uuid4()))

    assert [retention.prune() for _ in range(4)] == [2, 2, 1, 0]
