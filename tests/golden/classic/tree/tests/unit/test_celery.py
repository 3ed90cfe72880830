import sys
from importlib import import_module

import pytest

from shop.adapters.in_process_queue import (
    InProcessQueue,
)
from shop.adapters.queue import build_queue
from shop.entities import TaskMessage
from shop.settings import Settings, get_settings
from shop.tasks import TASKS

WORKER = "shop.worker"


def run(_message: TaskMessage) -> None:
    return None


def test_a_bare_machine_runs_tasks_in_process() -> None:
    queue = build_queue(Settings(), run)
    queue.close()

    assert isinstance(queue, InProcessQueue)


def test_what_still_runs_is_never_sent_again() -> None:
    settings = Settings(broker_url="memory://", task_hard_limit_s=8)
    queue = build_queue(settings, run)
    queue.close()

    assert queue.patience_s > settings.task_hard_limit_s


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
