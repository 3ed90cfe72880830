import threading
from uuid import uuid4

import pytest

from shop.adapters.in_process_queue import (
    InProcessQueue,
)
from shop.entities import TaskMessage
from shop.ports.errors import QueueUnavailableError

MESSAGE = TaskMessage(uuid4(), "some.task", {})


def test_a_task_is_settled_when_it_has_run() -> None:
    events: list[object] = []
    queue = InProcessQueue(events.append)

    queue.publish(MESSAGE, lambda: events.append("settled"))
    queue.close()

    assert events == [MESSAGE, "settled"]


def test_a_task_that_fails_is_not_settled() -> None:
    tries: list[TaskMessage] = []

    def fail(message: TaskMessage) -> None:
        tries.append(message)
        raise ValueError

    settled: list[object] = []
    queue = InProcessQueue(fail)

    queue.publish(MESSAGE, lambda: settled.append(1))
    queue.close()

    assert tries == [MESSAGE]
    assert settled == []


def test_a_task_that_still_runs_is_not_started_twice() -> None:
    release = threading.Event()
    runs: list[TaskMessage] = []

    def run(message: TaskMessage) -> None:
        runs.append(message)
        release.wait(5)

    queue = InProcessQueue(run)
    for _ in range(3):
        queue.publish(MESSAGE, lambda: None)
    release.set()
    queue.close()

    assert len(runs) == 1


def test_a_queue_that_is_closed_takes_nothing() -> None:
    queue = InProcessQueue(lambda _: None)
    queue.close()

    with pytest.raises(QueueUnavailableError):
        queue.publish(MESSAGE, lambda: None)
