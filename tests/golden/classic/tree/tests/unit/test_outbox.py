"""What every storage must keep to, so that a task is decided once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shop.entities import OutboxEntry, TaskMessage
from shop.ports.storage import Storage

NOW = datetime.now(UTC)
LATER = NOW + timedelta(seconds=30)


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


def test_two_relays_do_not_take_the_same_message(storage: Storage, message: TaskMessage) -> None:
    entry = only(storage)
    assert entry.message == message

    with storage.begin() as uow:
        assert uow.outbox.claim(entry, until=LATER)
    with storage.begin() as uow:
        assert not uow.outbox.claim(entry, until=LATER)


def test_a_relay_does_not_take_what_was_started_meanwhile(
    storage: Storage, message: TaskMessage
) -> None:
    entry = only(storage)
    with storage.begin() as uow:
        uow.outbox.start(message, until=LATER)

    with storage.begin() as uow:
        assert not uow.outbox.claim(entry, until=LATER)


def test_two_workers_that_start_at_once_are_both_counted(
    storage: Storage, message: TaskMessage
) -> None:
    together = threading.Barrier(2)

    def start() -> int | None:
        together.wait(5)
        with storage.begin() as uow:
            return uow.outbox.start(message, until=LATER)

    with ThreadPoolExecutor(2) as workers:
        starts = [workers.submit(start) for _ in range(2)]

    assert {start.result() for start in starts} == {1, 2}
    assert only(storage).starts == 2


def test_sends_and_starts_are_counted_and_lease(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        uow.outbox.lease(message, until=LATER)
        assert uow.outbox.count_due(NOW) == 0
    with storage.begin() as uow:
        assert uow.outbox.start(message, until=NOW) == 1
        assert uow.outbox.count_due(NOW) == 1

    assert only(storage) == OutboxEntry(message, NOW, sends=1, starts=1)


def test_an_earlier_attempt_touches_nothing(storage: Storage, message: TaskMessage) -> None:
    second = replace(message, attempt=2)
    with storage.begin() as uow:
        uow.outbox.put(second, NOW)

    with storage.begin() as uow:
        uow.outbox.lease(message, until=LATER)
        assert uow.outbox.start(message, until=LATER) is None
        assert not uow.outbox.remove(message)

    assert only(storage) == OutboxEntry(second, NOW, sends=0, starts=1)


def test_what_was_removed_touches_nothing(storage: Storage, message: TaskMessage) -> None:
    with storage.begin() as uow:
        assert uow.outbox.remove(message)

    with storage.begin() as uow:
        uow.outbox.lease(message, until=LATER)
        assert uow.outbox.start(message, until=LATER) is None
        assert not uow.outbox.remove(message)
        assert uow.outbox.count() == 0
