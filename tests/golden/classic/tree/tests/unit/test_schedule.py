"""Each planned time is decided once, with several processes, crashes and clocks that jump."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from shop.infrastructure.entities import TaskMessage
from shop.infrastructure.errors import StorageUnavailableError
from shop.infrastructure.ports.storage import UnitOfWork
from shop.infrastructure.tasks.cron import Cron
from shop.infrastructure.tasks.dispatcher import Dispatcher
from shop.infrastructure.tasks.schedule import Every, Missed, PeriodicTask, Scheduler
from shop.services.ports import Storage
from shop.tasks import SCHEDULE, TASKS

from .fake_queue import FakeQueue

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TASK = PeriodicTask("some.task", Every(MINUTE))


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Process:
    """A process that looks for due tasks; its clock may be a different one."""

    storage: Storage
    queue: FakeQueue
    task: PeriodicTask = TASK
    clock: Clock = field(default_factory=Clock)
    dispatcher: Dispatcher | None = None

    def __post_init__(self) -> None:
        dispatcher = self.dispatcher or Dispatcher(self.storage, self.queue)
        self._scheduler = Scheduler(self.storage, dispatcher, [self.task], self.clock)
        self._scheduler.store_due()

    def look(self, at: datetime) -> None:
        self.clock.now = at
        self._scheduler.store_due()


@pytest.fixture
def process(storage: Storage, queue: FakeQueue) -> Process:
    return Process(storage, queue)


def times(queue: FakeQueue) -> list[datetime]:
    return [datetime.fromisoformat(message.arguments["planned_at"]) for message in queue.taken]


def test_the_schedule_has_known_tasks_and_each_once() -> None:
    names = [task.name for task in SCHEDULE]

    assert set(names) <= set(TASKS)
    assert len(names) == len(set(names))


def test_a_new_task_runs_at_its_next_planned_time(process: Process, queue: FakeQueue) -> None:
    process.look(NOON + timedelta(seconds=59))
    assert queue.taken == []

    process.look(NOON + MINUTE)
    process.look(NOON + MINUTE)
    assert times(queue) == [NOON + MINUTE]
    assert queue.taken[0].name == "some.task"


def test_processes_that_look_at_once_store_a_run_once(storage: Storage, queue: FakeQueue) -> None:
    processes = [Process(storage, queue) for _ in range(3)]
    together = threading.Barrier(3)

    def look(process: Process) -> None:
        for minute in range(1, 11):
            together.wait(5)
            process.look(NOON + minute * MINUTE)

    with ThreadPoolExecutor(3) as threads:
        for looked in [threads.submit(look, process) for process in processes]:
            looked.result()

    assert sorted(times(queue)) == [NOON + minute * MINUTE for minute in range(1, 11)]
    with storage.begin() as uow:
        assert uow.outbox.count() == 10


def test_a_process_that_is_late_by_its_clock_repeats_nothing(
    process: Process, storage: Storage, queue: FakeQueue
) -> None:
    late = Process(storage, queue)
    process.look(NOON + 2 * MINUTE)

    late.look(NOON + MINUTE)
    late.look(NOON + 2 * MINUTE)
    assert times(queue) == [NOON + 2 * MINUTE]

    late.look(NOON + 3 * MINUTE)
    assert times(queue) == [NOON + 2 * MINUTE, NOON + 3 * MINUTE]


def test_a_clock_that_is_set_back_repeats_nothing(
    process: Process, storage: Storage, queue: FakeQueue, caplog: pytest.LogCaptureFixture
) -> None:
    process.look(NOON + 60 * MINUTE)
    process.look(NOON)
    restarted = Process(storage, queue)
    for minute in range(61):
        process.look(NOON + minute * MINUTE)
        restarted.look(NOON + minute * MINUTE)

    assert times(queue) == [NOON + 60 * MINUTE]
    assert "task some.task waits until 2024-01-01 13:00:00" in caplog.text

    restarted.look(NOON + 61 * MINUTE)
    assert len(queue.taken) == 2


def test_a_clock_that_jumps_ahead_makes_one_run_of_all_that_was_missed(
    process: Process, queue: FakeQueue
) -> None:
    process.look(NOON + timedelta(days=1))

    assert times(queue) == [NOON + timedelta(days=1)]


@pytest.mark.parametrize("missed", Missed)
def test_a_missed_run_is_made_up_or_skipped(
    storage: Storage, queue: FakeQueue, missed: Missed, caplog: pytest.LogCaptureFixture
) -> None:
    nightly = PeriodicTask("some.task", Cron("0 3 * * *"), missed)
    night = NOON.replace(hour=3)
    Process(storage, queue, nightly)  # stops, and misses two nights

    restarted = Process(storage, queue, nightly, Clock(NOON + timedelta(days=2)))
    restarted.look(NOON + timedelta(days=2, hours=1))

    made_up = [night + timedelta(days=2)] if missed is Missed.RUN_ONCE else []
    assert times(queue) == made_up
    assert ("was missed and is skipped" in caplog.text) == (not made_up)

    restarted.look(night + timedelta(days=3, minutes=4))
    assert times(queue) == [*made_up, night + timedelta(days=3)]


class Killed(Dispatcher):
    """Ends its process when it stores or publishes a task, as SIGKILL would."""

    at = ""

    def store(self, uow: UnitOfWork, message: TaskMessage) -> None:
        if self.at == "before":
            raise SystemExit
        super().store(uow, message)
        if self.at == "stored":
            raise SystemExit

    def publish(self, message: TaskMessage) -> None:
        if self.at == "committed":
            raise SystemExit
        super().publish(message)
        if self.at == "published":
            raise SystemExit


@pytest.mark.parametrize("at", ["before", "stored", "committed", "published"])
def test_a_run_is_stored_once_wherever_its_process_is_killed(
    storage: Storage, queue: FakeQueue, at: str
) -> None:
    dispatcher = Killed(storage, queue)
    dispatcher.at = at
    process = Process(storage, queue, dispatcher=dispatcher)
    with suppress(SystemExit):
        process.look(NOON + MINUTE)

    restarted = Process(storage, queue, clock=Clock(NOON + MINUTE))
    restarted.look(NOON + MINUTE)
    Dispatcher(storage, queue).relay()

    assert times(queue) == [NOON + MINUTE]
    with storage.begin() as uow:
        assert uow.outbox.count() == 1


def test_a_storage_that_is_lost_delays_the_run(
    process: Process, storage: Storage, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise StorageUnavailableError("lost")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "begin", lost)
        process.look(NOON + MINUTE)
    assert queue.taken == []

    process.look(NOON + MINUTE)
    assert times(queue) == [NOON + MINUTE]


def test_processes_that_begin_a_task_at_once_agree(storage: Storage, queue: FakeQueue) -> None:
    together = threading.Barrier(3)

    def start() -> Process:
        together.wait(5)
        return Process(storage, queue)

    with ThreadPoolExecutor(3) as threads:
        processes = [start.result() for start in [threads.submit(start) for _ in range(3)]]

    for process in processes:
        process.look(NOON + MINUTE)
    assert times(queue) == [NOON + MINUTE]


def test_an_interval_is_at_least_a_second() -> None:
    with pytest.raises(ValueError, match="less than a second"):
        Every(timedelta(milliseconds=999))
