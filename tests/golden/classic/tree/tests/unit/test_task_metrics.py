from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shop.infrastructure.entities import TaskMessage, longest_wait
from shop.infrastructure.errors import QueueUnavailableError
from shop.infrastructure.tasks.dispatcher import Dispatcher
from shop.infrastructure.telemetry.metrics import exposition, registry_of
from shop.infrastructure.telemetry.tasks import Depths
from shop.services.ports import Storage

from .fake_queue import FakeQueue

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_waits_is_counted_when_somebody_asks(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue
) -> None:
    published = TaskMessage(uuid4(), "some.task", {})
    with storage.begin() as uow:
        dispatcher.store(uow, published)
        for _ in range(2):
            dispatcher.store(uow, TaskMessage(uuid4(), "some.task", {}))
    dispatcher.publish(published)

    shown = exposition(registry_of(Depths(storage, queue))).decode()

    assert "outbox_messages 3.0" in shown
    assert "outbox_overdue 2.0" in shown
    assert "dead_letters 0.0" in shown
    assert "queue_messages 1.0" in shown
    assert "\nqueue_wait_seconds " in shown


def test_a_task_waits_from_the_first_time_it_was_sent_until_it_starts(
    storage: Storage,
) -> None:
    def sent(message: TaskMessage, sends: int, due: datetime) -> None:
        with storage.begin() as uow:
            uow.outbox.put(message, due)
            for _ in range(sends):
                uow.outbox.note_sent([message], NOW, until=due)

    def wait() -> float:
        with storage.begin() as uow:
            return longest_wait(uow.outbox.unstarted(), timedelta(minutes=1), NOW).total_seconds()

    once, thrice, second = (TaskMessage(uuid4(), "some.task", {}) for _ in range(3))
    sent(TaskMessage(uuid4(), "some.task", {}), 0, NOW - timedelta(hours=1))  # it is overdue
    assert wait() == 0
    sent(once, 1, NOW + timedelta(seconds=50))
    assert wait() == 10
    sent(replace(second, attempt=2), 1, NOW + timedelta(seconds=20))
    assert wait() == 40
    sent(thrice, 3, NOW + timedelta(minutes=4))
    assert wait() == 180
    with storage.begin() as uow:
        uow.outbox.start(thrice, NOW, until=NOW)
    assert wait() == 40


def test_what_cannot_be_counted_is_left_out(storage: Storage) -> None:
    class LostQueue(FakeQueue):
        def depth(self) -> int:
            raise QueueUnavailableError

    shown = exposition(registry_of(Depths(storage, LostQueue()))).decode()

    assert "outbox_messages 0.0" in shown
    assert "queue_messages" not in shown
