import sys
from importlib import import_module
from uuid import uuid4

import pytest

from shop.adapters.celery_app import build_celery
from shop.adapters.in_process_queue import (
    InProcessQueue,
)
from shop.adapters.queue import build_queue
from shop.entities import TaskMessage
from shop.ports.errors import QueueUnavailableError
from shop.settings import Settings, get_settings
from shop.tasks import TASKS

WORKER = "shop.worker"


def run(_message: TaskMessage) -> None:
    return None


def test_a_bare_machine_runs_tasks_in_process() -> None:
    queue = build_queue(Settings(), run)
    queue.close()

    assert isinstance(queue, InProcessQueue)


def test_a_task_is_not_given_away_before_it_can_end() -> None:
    settings = Settings(task_visibility_timeout_s=60, task_hard_limit_s=60)

    with pytest.raises(ValueError, match="must be above"):
        build_celery(settings, "redis://127.0.0.1/0")


def test_a_worker_without_a_broker_says_what_is_missing() -> None:
    with pytest.raises(SystemExit, match="BROKER_URL"):
        import_module(WORKER)


def test_the_worker_knows_every_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "memory://")
    monkeypatch.delitem(sys.modules, WORKER, raising=False)
    get_settings.cache_clear()

    worker = import_module(WORKER)

    assert set(TASKS) <= set(worker.celery.tasks)
    get_settings.cache_clear()


def test_a_broker_that_is_down_is_told_apart() -> None:
    settings = Settings(broker_url="redis://127.0.0.1:1/0")
    queue = build_queue(settings, run)

    with pytest.raises(QueueUnavailableError):
        queue.publish(TaskMessage(uuid4(), "some.task", {}), lambda: None)

    [probe] = queue.probes()
    assert probe.critical
