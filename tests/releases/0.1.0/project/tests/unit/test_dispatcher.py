from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shop.entities import OutboxEntry, TaskMessage
from shop.ports.storage import Storage
from shop.services.dispatcher import Dispatcher

from .fakes import FakeQueue


def stored(storage: Storage, dispatcher: Dispatcher) -> TaskMessage:
    message = TaskMessage(uuid4(), "some.task", {"key": "value"})
    with storage.begin() as uow:
        dispatcher.store(uow, message)
    return message


def outbox(storage: Storage) -> list[OutboxEntry]:
    with storage.begin() as uow:
        return uow.outbox.due(datetime.now(UTC) + timedelta(days=365), limit=10)


def test_what_is_rolled_back_starts_nothing(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    with suppress(ZeroDivisionError), storage.begin() as uow:
        dispatcher.store(uow, TaskMessage(uuid4(), "some.task", {}))
        raise ZeroDivisionError

    assert dispatcher.relay() == 0
    assert queue.taken == []


def test_a_published_message_leaves_the_outbox(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)

    dispatcher.publish(message)

    assert queue.taken == [message]
    assert outbox(storage) == []


def test_the_relay_publishes_what_nobody_did(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    message = stored(storage, dispatcher)

    assert dispatcher.relay() == 1
    assert queue.taken == [message]
    assert outbox(storage) == []


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


def test_two_relays_do_not_take_the_same_message(storage: Storage, dispatcher: Dispatcher) -> None:
    stored(storage, dispatcher)
    [entry] = outbox(storage)
    later = datetime.now(UTC) + timedelta(seconds=30)

    with storage.begin() as uow:
        assert uow.outbox.claim(entry, until=later)
    with storage.begin() as uow:
        assert not uow.outbox.claim(entry, until=later)

    assert outbox(storage)[0].claims == 1


def test_what_is_settled_late_does_not_remove_the_next_attempt(
    storage: Storage, dispatcher: Dispatcher
) -> None:
    message = stored(storage, dispatcher)
    second = replace(message, attempt=2)
    with storage.begin() as uow:
        uow.outbox.put(second, datetime.now(UTC))

    with storage.begin() as uow:
        uow.outbox.remove(message)

    assert [entry.message for entry in outbox(storage)] == [second]


def test_a_message_whose_task_failed_waits_longer_each_time(
    storage: Storage, queue: FakeQueue
) -> None:
    queue.settles = False
    dispatcher = Dispatcher(storage, queue)
    stored(storage, dispatcher)

    leases = []
    for _ in range(3):
        before = datetime.now(UTC)
        assert dispatcher.relay() == 1
        leases.append(round((before - outbox(storage)[0].available_at).total_seconds()))

    assert leases == [1, 2, 4]
