from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from corner_shop.infrastructure.entities import DeadLetter, TaskMessage
from corner_shop.infrastructure.tasks import retention as module
from corner_shop.infrastructure.tasks.retention import TaskRetention
from corner_shop.services.ports import Storage

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
MESSAGE = TaskMessage(uuid4(), "some.task", {})


@pytest.fixture
def retention(storage: Storage) -> TaskRetention:
    return TaskRetention(storage, 90 * DAY)


def test_old_dead_letters_go_and_new_ones_stay(storage: Storage, retention: TaskRetention) -> None:
    new = replace(MESSAGE, id=uuid4())
    with storage.begin() as uow:
        uow.dead_letters.put(DeadLetter(MESSAGE, "error", NOW - 91 * DAY))
        uow.dead_letters.put(DeadLetter(new, "error", NOW - 89 * DAY))

    assert [retention.prune_dead_letters(10), retention.prune_dead_letters(10)] == [1, 0]

    with storage.begin() as uow:
        assert [letter.message.id for letter in uow.dead_letters.oldest(10)] == [new.id]


def test_a_task_that_is_sent_again_and_again_becomes_a_dead_letter(
    storage: Storage, retention: TaskRetention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SENDS", 2)
    other = replace(MESSAGE, id=uuid4())
    with storage.begin() as uow:
        for message, sends in ((MESSAGE, 2), (other, 1)):
            uow.outbox.put(message, NOW)
            for _ in range(sends):
                uow.outbox.note_sent([message], NOW, until=NOW)

    assert [retention.give_up(10), retention.give_up(10)] == [1, 0]

    with storage.begin() as uow:
        assert [letter.message.id for letter in uow.dead_letters.oldest(10)] == [MESSAGE.id]
        assert uow.outbox.count() == 1
