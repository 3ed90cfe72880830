from uuid import uuid4

import pytest

from laeden.adapters.broker import broker_options
from laeden.adapters.queue import build_queue
from laeden.entities import TaskMessage
from laeden.ports.errors import QueueUnavailableError
from laeden.settings import Settings


def test_a_task_is_not_given_away_before_it_can_end() -> None:
    settings = Settings(task_visibility_timeout_s=60, task_hard_limit_s=60)

    with pytest.raises(ValueError, match="must be above"):
        broker_options(settings)


def test_a_broker_that_is_down_is_told_apart() -> None:
    queue = build_queue(Settings(broker_url="redis://127.0.0.1:1/0"), lambda _: None)

    with pytest.raises(QueueUnavailableError):
        queue.publish(TaskMessage(uuid4(), "some.task", {}))
    with pytest.raises(QueueUnavailableError):
        queue.depth()

    [probe] = queue.probes()
    assert probe.critical
