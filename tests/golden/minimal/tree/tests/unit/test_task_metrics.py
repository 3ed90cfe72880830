from uuid import uuid4

from corner_shop.infrastructure.entities import TaskMessage
from corner_shop.infrastructure.errors import QueueUnavailableError
from corner_shop.infrastructure.tasks.dispatcher import Dispatcher
from corner_shop.infrastructure.telemetry.metrics import exposition, registry_of
from corner_shop.infrastructure.telemetry.tasks import Depths
from corner_shop.services.ports import Storage

from .fake_queue import FakeQueue


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


def test_what_cannot_be_counted_is_left_out(storage: Storage) -> None:
    class LostQueue(FakeQueue):
        def depth(self) -> int:
            raise QueueUnavailableError

    shown = exposition(registry_of(Depths(storage, LostQueue()))).decode()

    assert "outbox_messages 0.0" in shown
    assert "queue_messages" not in shown
