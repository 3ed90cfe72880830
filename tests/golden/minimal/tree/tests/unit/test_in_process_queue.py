import threading
import time
from dataclasses import replace
from uuid import uuid4

import pytest

from corner_shop.infrastructure.adapters.local_queue import InProcessQueue
from corner_shop.infrastructure.entities import TaskMessage
from corner_shop.infrastructure.errors import QueueUnavailableError

MESSAGE = TaskMessage(uuid4(), "some.task", {})


def test_a_queue_that_is_closed_has_run_what_it_took() -> None:
    runs: list[TaskMessage] = []
    queue = InProcessQueue(runs.append)

    queue.publish(MESSAGE)
    queue.close()

    assert runs == [MESSAGE]
    assert queue.depth() == 0


def test_a_task_that_could_not_be_decided_may_come_again() -> None:
    tried = threading.Semaphore(0)

    def fail(_message: TaskMessage) -> None:
        tried.release()
        raise ValueError

    queue = InProcessQueue(fail)
    for _ in range(2):
        queue.publish(MESSAGE)
        assert tried.acquire(timeout=5)
        while queue.depth():
            time.sleep(0.001)
    queue.close()


def test_a_task_that_still_runs_is_not_started_twice() -> None:
    release = threading.Event()
    runs: list[TaskMessage] = []

    def run(message: TaskMessage) -> None:
        runs.append(message)
        release.wait(5)

    queue = InProcessQueue(run)
    for _ in range(3):
        queue.publish(MESSAGE)
    release.set()
    queue.close()

    assert len(runs) == 1


def test_slow_tasks_delay_no_other_task() -> None:
    release, done = threading.Event(), threading.Event()

    def run(message: TaskMessage) -> None:
        if message.name == "slow":
            release.wait(5)
        else:
            done.set()

    queue = InProcessQueue(run, slow={"slow"})
    for _ in range(10):
        queue.publish(TaskMessage(uuid4(), "slow", {}))
    queue.publish(MESSAGE)

    assert done.wait(2)
    release.set()
    queue.close()


def test_the_next_attempt_does_not_wait_for_the_end_of_the_one_before() -> None:
    runs: list[int] = []

    def run(message: TaskMessage) -> None:
        if message.attempt == 1:
            queue.publish(replace(message, attempt=2))
        runs.append(message.attempt)

    queue = InProcessQueue(run)
    queue.publish(MESSAGE)
    while queue.depth():
        time.sleep(0.001)
    queue.close()

    assert sorted(runs) == [1, 2]


def test_a_queue_that_is_closed_takes_nothing() -> None:
    queue = InProcessQueue(lambda _: None)
    queue.close()

    with pytest.raises(QueueUnavailableError):
        queue.publish(MESSAGE)
