"""A real worker with its processes, over folders in place of a broker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery

from laeden.infrastructure.adapters.queue import CeleryQueue
from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.tasks.dead_letters import DeadLetterService
from laeden.infrastructure.tasks.dispatcher import Dispatcher
from laeden.services.ports import Storage
from laeden.settings import Settings

from tests.support.folders import write_whole_messages

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a worker forks its processes")

TRIES = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "broker").mkdir()
    return tmp_path


@pytest.fixture
def queue(folder: Path) -> CeleryQueue:
    write_whole_messages()
    app = Celery("test", broker="filesystem://", backend=None)
    app.conf.broker_transport_options = transport_options(folder)
    return CeleryQueue(app, patience_s=60, slow={"slow"})


@pytest.fixture
def worker(folder: Path, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "BROKER_URL": "filesystem://",
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "HEARTBEAT_FILE": str(folder / "alive"),
        "POISONED_FOLDER": str(folder),
        "RELAY_EVERY_S": "0.2",
        "TASK_LEASE_S": "0.6",
        "TASK_TRIES": str(TRIES),
        "TRANSPORT_OPTIONS": json.dumps(transport_options(folder)),
    }
    command = [
        *(sys.executable, "-m", "celery", "--app", "tests.support.poisoned", "worker"),
        *("--concurrency", "2", "--without-gossip", "--without-mingle"),
    ]
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(  # noqa: S603  # words of our own
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        yield process
        os.killpg(process.pid, signal.SIGKILL)


def transport_options(folder: Path) -> dict[str, object]:
    broker = str(folder / "broker")
    return {
        "data_folder_in": broker,
        "data_folder_out": broker,
        "control_folder": broker,
        "polling_interval": 0.05,
    }


def eventually(folder: Path, path: Path) -> str:
    """What a task has written. Its file exists for a moment before it has text."""
    deadline = time.monotonic() + 30
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    return path.read_text()


@pytest.mark.usefixtures("worker")
def test_a_task_that_kills_its_worker_ends_and_the_worker_goes_on(
    folder: Path, queue: CeleryQueue, storage: Storage
) -> None:
    poison = TaskMessage(uuid4(), "poison", {}, request_id="request-1")
    spread = TaskMessage(uuid4(), "spread", {}, request_id="request-2")
    dispatcher = Dispatcher(storage, queue)
    for message in (poison, spread):
        with storage.begin() as uow:
            dispatcher.store(uow, message)
        dispatcher.publish(message)

    assert json.loads(eventually(folder, folder / "spread")) == {
        "processes": 2,
        "request_id": "request-2",
    }
    letters = DeadLetterService(storage)
    deadline = time.monotonic() + 30
    while not letters.oldest():
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    [letter] = letters.oldest()
    assert letter.message.id == poison.id
    assert letter.message.request_id == "request-1"
    assert len((folder / "poison").read_text().splitlines()) == TRIES


@pytest.mark.usefixtures("worker")
def test_slow_tasks_leave_a_process_to_the_others(
    folder: Path, queue: CeleryQueue, storage: Storage
) -> None:
    dispatcher = Dispatcher(storage, queue)
    for name in ("slow", "slow", "slow", "slow", "spread"):
        message = TaskMessage(uuid4(), name, {})
        with storage.begin() as uow:
            dispatcher.store(uow, message)
        dispatcher.publish(message)

    eventually(folder, folder / "spread")

    assert len(eventually(folder, folder / "slow").splitlines()) == 1
    (folder / "release").touch()
    deadline = time.monotonic() + 30
    while len((folder / "slow").read_text().splitlines()) < 4:
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
