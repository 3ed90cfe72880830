import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from corner_shop.infrastructure import correlation
from corner_shop.infrastructure.entities import DeadLetter, TaskMessage
from corner_shop.infrastructure.errors import StorageUnavailableError
from corner_shop.infrastructure.tasks.dispatcher import Dispatcher
from corner_shop.infrastructure.tasks.task_runner import Outcome, RetryPolicy, TaskRunner
from corner_shop.services.ports import Storage

from .fake_queue import FakeQueue

TRIES = 3
Run = Callable[[TaskMessage], None]


class Broken:
    def __init__(self) -> None:
        self.tries: list[TaskMessage] = []
        self.given_up: list[TaskMessage] = []
        self.seen: list[tuple[str, Outcome]] = []

    def execute(self, message: TaskMessage) -> None:
        self.tries.append(message)
        raise ValueError("always")

    def observe(self, name: str, outcome: Outcome, _seconds: float) -> None:
        self.seen.append((name, outcome))


def runner_of(
    storage: Storage, broken: Broken, execute: Run | None = None, lease_s: float = 60
) -> TaskRunner:
    return TaskRunner(
        storage,
        RetryPolicy(TRIES, backoff_s=0, lease_s=lease_s),
        execute=execute or broken.execute,
        give_up=broken.given_up.append,
        observe=broken.observe,
    )


def work(dispatcher: Dispatcher, queue: FakeQueue, runner: TaskRunner) -> None:
    """What relay and queue do, until nothing is left."""
    while dispatcher.relay():
        while queue.taken:
            runner.run(queue.taken.pop(0))


def dead_letters(storage: Storage) -> list[DeadLetter]:
    with storage.begin() as uow:
        return uow.dead_letters.oldest(10)


@pytest.fixture
def message(storage: Storage, dispatcher: Dispatcher) -> TaskMessage:
    message = TaskMessage(uuid4(), "some.task", {"key": "value"}, request_id="request-1")
    with storage.begin() as uow:
        dispatcher.store(uow, message)
    return message


def test_a_task_that_always_fails_becomes_a_dead_letter(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue, message: TaskMessage
) -> None:
    broken = Broken()

    work(dispatcher, queue, runner_of(storage, broken))

    [letter] = dead_letters(storage)
    assert [tried.attempt for tried in broken.tries] == [1, 2, 3]
    assert [given_up.id for given_up in broken.given_up] == [message.id]
    assert [outcome for _, outcome in broken.seen] == ["retried", "retried", "dead"]
    assert letter.message.id == message.id
    assert letter.message.arguments == {"key": "value"}
    assert letter.message.request_id == "request-1"
    assert letter.message.attempt == TRIES
    assert letter.error == "ValueError: always"


def test_a_task_that_takes_its_process_down_each_time_ends_too(
    storage: Storage, message: TaskMessage
) -> None:
    starts = []

    def die(message: TaskMessage) -> None:
        starts.append(message)
        raise SystemExit

    broken = Broken()
    runner = runner_of(storage, broken, die, lease_s=0)
    for _ in range(10):  # a queue brings back what was not acknowledged
        with suppress(SystemExit):
            runner.run(message)
        if broken.seen:
            break

    assert len(starts) == TRIES
    assert broken.seen == [("some.task", "dead")]
    assert dead_letters(storage)[0].message.attempt == TRIES


def test_a_task_is_in_the_outbox_until_it_is_done(storage: Storage, message: TaskMessage) -> None:
    counts = []

    def count(_message: TaskMessage) -> None:
        with storage.begin() as uow:
            counts.append(uow.outbox.count())

    runner = runner_of(storage, Broken(), count)

    assert runner.run(message) == "done"
    count(message)
    assert counts == [1, 0]


def test_a_task_that_runs_is_not_run_a_second_time_at_once(
    storage: Storage, message: TaskMessage
) -> None:
    broken = Broken()
    outcomes: list[Outcome] = []

    def handed_out_again(message: TaskMessage) -> None:
        outcomes.append(runner_of(storage, broken).run(message))

    outcomes.append(runner_of(storage, broken, handed_out_again).run(message))

    assert outcomes == ["repeated", "done"]
    assert broken.tries == []


def test_a_task_whose_worker_is_killed_is_sent_again_when_its_lease_ends(
    storage: Storage, message: TaskMessage
) -> None:
    def die(_message: TaskMessage) -> None:
        raise SystemExit

    with suppress(SystemExit):
        runner_of(storage, Broken(), die).run(message)

    now = datetime.now(UTC)
    with storage.begin() as uow:
        assert uow.outbox.due(now + timedelta(seconds=50), 10) == []
        [entry] = uow.outbox.due(now + timedelta(seconds=60), 10)
    assert (entry.message, entry.starts) == (message, 1)


def test_a_repeat_of_what_is_decided_is_skipped(storage: Storage, message: TaskMessage) -> None:
    runs: list[TaskMessage] = []
    runner = runner_of(storage, Broken(), runs.append)

    assert [runner.run(message) for _ in range(3)] == ["done", "repeated", "repeated"]
    assert runs == [message]


def test_a_repeat_of_an_earlier_attempt_is_skipped(
    storage: Storage, dispatcher: Dispatcher, queue: FakeQueue, message: TaskMessage
) -> None:
    broken = Broken()
    runner = runner_of(storage, broken)

    assert [runner.run(message) for _ in range(2)] == ["retried", "repeated"]
    assert broken.tries == [message]
    assert dispatcher.relay() == 1
    assert [taken.attempt for taken in queue.taken] == [2]


@pytest.mark.parametrize("tries", [1, TRIES])
def test_a_repeat_that_fails_undoes_nothing_of_the_run_that_ended(
    storage: Storage, message: TaskMessage, tries: int
) -> None:
    def overtaken(message: TaskMessage) -> None:
        assert runner_of(storage, Broken(), lambda _: None).run(message) == "done"
        raise ValueError("slower than the other")

    runner = TaskRunner(
        storage,
        RetryPolicy(tries, backoff_s=0, lease_s=0),
        execute=overtaken,
        give_up=lambda _: None,
        observe=Broken().observe,
    )

    assert runner.run(message) == "repeated"
    with storage.begin() as uow:
        assert uow.outbox.count() == 0
        assert uow.dead_letters.count() == 0


def test_a_lost_storage_decides_nothing(storage: Storage, message: TaskMessage) -> None:
    class Lost:
        def __getattr__(self, name: str) -> object:
            return getattr(storage, name)

        def begin(self) -> object:
            raise StorageUnavailableError

    broken = Broken()
    runner = runner_of(Lost(), broken)  # type: ignore[arg-type]  # a fake

    for _ in range(TRIES + 1):
        with pytest.raises(StorageUnavailableError):
            runner.run(message)

    assert broken.tries == []
    assert dead_letters(storage) == []


def test_a_task_runs_under_the_id_of_the_request_that_asked_for_it(
    storage: Storage, message: TaskMessage, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[tuple[str | None, str | None]] = []
    runner = runner_of(
        storage,
        Broken(),
        lambda _: seen.append((correlation.request_id.get(), correlation.task_id.get())),
    )

    with caplog.at_level(logging.INFO):
        runner.run(message)

    assert seen == [("request-1", str(message.id))]
    assert correlation.request_id.get() is None
    assert "task some.task done" in caplog.text


def test_pauses_double_and_differ_by_message() -> None:
    policy = RetryPolicy(10, backoff_s=2.0, lease_s=60)
    messages = [TaskMessage(uuid4(), "some.task", {}) for _ in range(50)]

    for failures, longest in ((1, 2), (2, 4), (3, 8), (20, 300)):
        pauses = {policy.pause(message, failures) for message in messages}
        assert len(pauses) > 10
        assert timedelta(seconds=longest / 2) <= min(pauses)
        assert max(pauses) <= timedelta(seconds=longest)


def test_an_attempt_that_failed_waits_in_the_outbox(storage: Storage, message: TaskMessage) -> None:
    broken = Broken()
    runner = TaskRunner(
        storage,
        RetryPolicy(TRIES, backoff_s=60, lease_s=60),
        execute=broken.execute,
        give_up=broken.given_up.append,
        observe=broken.observe,
    )

    runner.run(message)

    now = datetime.now(UTC)
    with storage.begin() as uow:
        assert uow.outbox.due(now + timedelta(seconds=20), 10) == []
        [entry] = uow.outbox.due(now + timedelta(seconds=70), 10)
    assert entry.message.attempt == 2
