import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.errors import QueueUnavailableError
from laeden.infrastructure.tasks.dispatcher import Dispatcher
from laeden.infrastructure.telemetry.metrics import Depths, exposition, registry_of
from laeden.services.ports import Storage

from .fakes import FakeQueue

COUNTS = """
import os
from laeden.container import build_container
from laeden.infrastructure.telemetry import metrics
from laeden.settings import Settings

for _ in range(3):
    child = os.fork()
    if child == 0:
        metrics.TASKS.labels("some.task", "done").observe(2.0)
        os._exit(0)
    os.waitpid(child, 0)
    metrics.process_ended(child)
with build_container(Settings()) as container:
    depths = metrics.Depths(container.storage, container.queue)
    print(metrics.exposition(metrics.registry_of(depths)).decode())
"""


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


def test_processes_that_ended_still_count_and_leave_no_files(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    run = subprocess.run(  # noqa: S603  # words of our own
        [sys.executable, "-c", COUNTS],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    series = 'task_duration_seconds_sum{outcome="done",task="some.task"}'
    assert f"{series} 6.0" in run.stdout
    assert len(list(tmp_path.glob("histogram_*.db"))) <= 2
