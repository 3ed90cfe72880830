"""What every storage must keep to, so that a task is decided once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from corner_shop.infrastructure.entities import OutboxEntry, TaskMessage
from corner_shop.services.ports import Storage

NOW = datetime.now(UTC)
LATER = NOW + timedelta(seconds=30)
SECOND = timedelta(seconds=1)


@pytest.fixture
def message(storage: Storage) -> TaskMessage:
    message = TaskMessage(uuid4(), "some.task", {"key": "value"})
    with storage.begin() as uow:
        uow.outbox.put(message, NOW)
    return message


def only(storage: Storage) -> OutboxEntry:
    with storage.begin() as uow:
        [entry] = uow.outbox.due(LATER, limit=10)
    return entry


def test_relays_that_claim_at_once_share_the_messages(storage: Storage) -> None:
    messages = [TaskMessage(uuid4(), "some.task", {}) for _ in range(20)]
    with storage.begin() as uow:
        for message in messages:
            uow.outbox.put(message, NOW)
    together = threading.Barrier(3)

    def claim() -> list[OutboxEntry]:
        together.wait(5)
        claimed: list[OutboxEntry] = []
        for _ in range(10):
            with storage.begin() as uow:
                if due := uow.outbox.due(NOW, 5):
                    claimed += uow.outbox.claim(due, NOW, until=LATER)
        return claimed

    with ThreadPoolExecutor(3) as relays:
        shares = [relays.submit(claim) for _ in range(3)]

    claimed = [entry.message.id for share in shares for entry in share.result()]
    assert sorted(claimed) == sorted(message.id for message in messages)


def test_of_workers_that_start_a_task_at_once_only_one_runs_it(
    storage: Storage, message: TaskMessage
) -> None:
    together = threading.Barrier(2)

    def start() -> int | None:
        together.wait(5)
        with storage.begin() as uow:
            return uow.outbox.start(message, NOW, until=LATER)

    with ThreadPoolExecutor(2) as workers:
        starts = [workers.submit(start) for _ in range(2)]

    assert {start.result() for start in starts} == {1, None}
    assert only(storage).starts == 1


def test_a_task_starts_again_when_its_lease_has_ended(
    storage: Storage, message: TaskMessage
) -> None:
    with storage.begin() as uow:
        assert uow.outbox.start(message, NOW, until=LATER) == 1
        assert uow.outbox.start(message, LATER - SECOND, until=LATER) is None
        assert uow.outbox.start(message, LATER, until=LATER + SECOND) == 2


def test_a_lease_that_is_renewed_does_not_end(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        uow.outbox.start(message, NOW, until=LATER)
        uow.outbox.renew([message.id], until=LATER + SECOND)

        assert uow.outbox.start(message, LATER, until=LATER + SECOND) is None
        assert uow.outbox.count_due(LATER) == 0
        assert uow.outbox.count_due(LATER + SECOND) == 1


def test_only_what_runs_is_renewed(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        uow.outbox.renew([message.id, uuid4()], until=LATER)

        assert uow.outbox.count_due(NOW) == 1
        assert uow.outbox.start(message, NOW, until=LATER) == 1


def test_what_was_started_before_it_was_noted_as_sent_keeps_its_lease(
    storage: Storage, message: TaskMessage
) -> None:
    with storage.begin() as uow:
        uow.outbox.start(message, NOW, until=LATER)
        uow.outbox.note_sent([message], NOW, until=LATER + SECOND)

        assert uow.outbox.count_due(LATER) == 1


def test_sends_and_starts_are_counted(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        uow.outbox.note_sent([message], NOW, until=LATER)
        assert uow.outbox.count_due(NOW) == 0
    with storage.begin() as uow:
        assert uow.outbox.start(message, NOW, until=LATER) == 1

    assert only(storage) == OutboxEntry(message, LATER, sends=1, starts=1, leased_until=LATER)


def test_an_earlier_attempt_touches_nothing(storage: Storage, message: TaskMessage) -> None:
    second = replace(message, attempt=2)
    with storage.begin() as uow:
        uow.outbox.put(second, NOW)

    with storage.begin() as uow:
        uow.outbox.note_sent([message], NOW, until=LATER)
        assert uow.outbox.start(message, NOW, until=LATER) is None
        assert not uow.outbox.remove(message)

    assert only(storage) == OutboxEntry(second, NOW, sends=0, starts=1)


def test_what_was_removed_touches_nothing(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        assert uow.outbox.remove(message)

    with storage.begin() as uow:
        uow.outbox.note_sent([message], NOW, until=LATER)
        assert uow.outbox.start(message, NOW, until=LATER) is None
        assert not uow.outbox.remove(message)
        assert uow.outbox.count() == 0
