from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shop.infrastructure.entities import OutboxEntry, TaskMessage
from shop.infrastructure.errors import StorageUnavailableError
from shop.infrastructure.tasks.dispatcher import BATCH, Dispatcher
from shop.services.ports import Storage, UnitOfWork

from .fake_queue import FakeQueue


def stored(storage: Storage, dispatcher: Dispatcher) -> TaskMessage:
    message = TaskMessage(uuid4(), "some.task", {"key": "value"})
    with storage.begin() as uow:
        dispatcher.store(uow, message)
    return message


def outbox(storage: Storage) -> list[OutboxEntry]:
    with storage.begin() as uow:
        return outbox_of(uow)


def outbox_of(uow: UnitOfWork) -> list[OutboxEntry]:
    return uow.outbox.due(datetime.now(UTC) + timedelta(days=365), limit=10)


def test_what_is_rolled_back_starts_nothing(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    with suppress(ZeroDivisionError), storage.begin() as uow:
        dispatcher.store(uow, TaskMessage(uuid4(), "some.task", {}))
        raise ZeroDivisionError

    assert dispatcher.relay() == 0
    assert queue.taken == []


def test_a_published_message_stays_in_the_outbox(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)

    dispatcher.publish(message)

    assert queue.taken == [message]
    assert [entry.message for entry in outbox(storage)] == [message]
    assert dispatcher.relay() == 0


def test_the_relay_publishes_what_nobody_did(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)

    assert dispatcher.relay() == 1
    assert dispatcher.relay() == 0
    assert queue.taken == [message]


def test_the_relay_leaves_alone_what_is_leased(storage: Storage, queue: FakeQueue) -> None:
    dispatcher = Dispatcher(storage, FakeQueue(lease_s=60))
    stored(storage, dispatcher)

    assert dispatcher.relay() == 0
    assert queue.taken == []


def test_a_queue_that_is_down_is_not_asked_by_every_request(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    queue.is_down = True
    dispatcher.publish(stored(storage, dispatcher))
    queue.is_down = False

    dispatcher.publish(stored(storage, dispatcher))

    assert queue.taken == []
    assert dispatcher.relay() == 0
    assert len(outbox(storage)) == 2


def test_another_process_publishes_once_the_queue_is_back(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    queue.is_down = True
    message = stored(storage, dispatcher)
    dispatcher.publish(message)
    queue.is_down = False

    assert Dispatcher(storage, queue).relay() == 1
    assert queue.taken == [message]


def test_a_lost_message_is_sent_again_after_the_patience_and_not_before(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)
    dispatcher.publish(message)

    now = datetime.now(UTC)
    with storage.begin() as uow:
        assert uow.outbox.due(now + timedelta(seconds=50), 10) == []
        [entry] = uow.outbox.due(now + timedelta(seconds=queue.patience_s), 10)
    assert entry.message == message


def test_what_is_lost_again_and_again_waits_longer_each_time(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)

    waits = []
    for _ in range(3):
        before = datetime.now(UTC)
        assert dispatcher.relay() == 1
        waits.append(round((outbox(storage)[0].available_at - before).total_seconds()))
        with storage.begin() as uow:  # its time has come
            uow.outbox.claim(outbox_of(uow), datetime.max.replace(tzinfo=UTC), until=before)

    assert waits == [60, 120, 240]
    assert queue.taken == [message] * 3


def test_a_relay_takes_a_batch_at_once(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    messages = [stored(storage, dispatcher) for _ in range(BATCH + 1)]

    assert [dispatcher.relay() for _ in range(3)] == [BATCH, 1, 0]
    assert {taken.id for taken in queue.taken} == {message.id for message in messages}


def test_a_batch_costs_few_transactions(
    storage: Storage, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(BATCH):
        stored(storage, dispatcher)
    begun: list[None] = []
    begin = storage.begin

    def counting() -> AbstractContextManager[UnitOfWork]:
        begun.append(None)
        return begin()

    monkeypatch.setattr(storage, "begin", counting)

    dispatcher.relay()

    assert len(begun) == 2


def test_what_a_lost_queue_never_took_does_not_wait_longer(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    stored(storage, dispatcher)
    queue.is_down = True
    for _ in range(3):
        assert Dispatcher(storage, queue).relay() == 1
    queue.is_down = False

    dispatcher.relay()

    assert outbox(storage)[0].sends == 1
    soon = timedelta(seconds=queue.patience_s)
    assert outbox(storage)[0].available_at <= datetime.now(UTC) + soon


def test_a_storage_that_is_lost_after_the_commit_fails_no_request(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    class Lost:
        def begin(self) -> object:
            raise StorageUnavailableError

    message = stored(storage, dispatcher)

    Dispatcher(Lost(), queue).publish(message)  # type: ignore[arg-type]  # a fake

    assert queue.taken == [message]
    assert dispatcher.relay() == 1
