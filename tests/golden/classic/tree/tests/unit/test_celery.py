import sys
from importlib import import_module

import pytest
from pydantic import SecretStr

from shop.infrastructure.adapters.celery_app import build_celery
from shop.infrastructure.adapters.local_queue import InProcessQueue
from shop.infrastructure.adapters.queue import build_queue
from shop.infrastructure.entities import TaskMessage
from shop.settings import Settings, get_settings
from shop.tasks import TASKS

WORKER = "shop.worker"


def run(_message: TaskMessage) -> None:
    return None


def test_a_bare_machine_runs_tasks_in_process() -> None:
    queue = build_queue(Settings(), run)
    queue.close()

    assert isinstance(queue, InProcessQueue)


def test_the_password_of_the_broker_may_be_any_text() -> None:
    text = "p@s:s/w#r%d?$ \"'\\"
    settings = Settings(broker_password=SecretStr(text))

    with build_celery(settings, "amqp://broker").connection_for_write() as connection:
        assert connection.password == text
        assert "s/w" not in repr(connection)


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
