import ssl
from uuid import uuid4

import pytest
from pydantic import SecretStr

from laeden.infrastructure.adapters.broker import broker_options
from laeden.infrastructure.adapters.celery_app import build_celery
from laeden.infrastructure.adapters.queue import build_queue
from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.errors import QueueUnavailableError
from laeden.settings import Settings


def test_a_task_is_not_handed_out_again_before_its_lease_ends() -> None:
    settings = Settings(task_visibility_timeout_s=60, task_lease_s=60)

    with pytest.raises(ValueError, match="must be above"):
        broker_options(settings)


def test_a_certificate_is_verified_unless_the_url_says_otherwise() -> None:
    def trust(url: str) -> object:
        with build_celery(Settings(), url).connection_for_write() as connection:
            return connection.ssl

    assert trust("rediss://broker/0") == {
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
        "ssl_check_hostname": True,
    }
    assert trust("rediss://broker/0?ssl_cert_reqs=none") == {"ssl_cert_reqs": ssl.CERT_NONE}
    assert not trust("redis://broker/0")


def test_a_broker_that_is_down_is_told_apart() -> None:
    queue = build_queue(Settings(broker_url=SecretStr("redis://127.0.0.1:1/0")), lambda _: None)

    with pytest.raises(QueueUnavailableError):
        queue.publish(TaskMessage(uuid4(), "some.task", {}))
    with pytest.raises(QueueUnavailableError):
        queue.depth()

    [probe] = queue.probes()
    assert not probe.critical
