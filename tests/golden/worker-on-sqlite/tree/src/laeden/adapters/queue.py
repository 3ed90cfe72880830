from collections.abc import Callable
from typing import Any

from celery import Celery
from kombu.exceptions import ChannelError, KombuError, OperationalError

from laeden.adapters.celery_app import build_celery
from laeden.adapters.in_process_queue import (
    InProcessQueue,
)
from laeden.entities import TaskMessage
from laeden.ports.errors import QueueUnavailableError
from laeden.ports.health import Probe
from laeden.ports.queue import TaskQueue
from laeden.settings import Settings

# Above the limit at which a task is killed, so that one which still runs is never sent again.
PATIENCE = 1.25


def build_queue(settings: Settings, run: Callable[[TaskMessage], object]) -> TaskQueue:
    if settings.broker_url is None:
        return InProcessQueue(run)
    return CeleryQueue(
        build_celery(settings, settings.broker_url), settings.task_hard_limit_s * PATIENCE
    )


class CeleryQueue:
    lease_s = 15.0

    def __init__(self, celery: Celery, patience_s: float) -> None:
        self._celery = celery
        self.patience_s = patience_s

    def publish(self, message: TaskMessage) -> None:
        try:
            self._celery.send_task(
                message.name,
                kwargs=message.arguments,
                task_id=str(message.id),
                headers={"attempt": message.attempt, "request": message.request_id},
                retry=False,
            )
        except (KombuError, OperationalError, OSError) as error:
            raise QueueUnavailableError("the broker does not answer") from error

    def depth(self) -> int:
        with self._celery.connection_for_write() as connection:
            lost: tuple[type[BaseException], ...] = (
                KombuError,
                OSError,
                *connection.connection_errors,
            )
            try:
                connection.ensure_connection(max_retries=1, timeout=1)
                channel: Any = connection.default_channel
                queue = channel.queue_declare(self._celery.conf.task_default_queue, passive=True)
            except ChannelError:  # nothing was ever published
                return 0
            except lost as error:
                raise QueueUnavailableError("the broker does not answer") from error
            return int(queue.message_count)

    def probes(self) -> tuple[Probe, ...]:
        return (Probe("broker", self._ping, critical=True),)

    def close(self) -> None:
        self._celery.close()

    def _ping(self) -> None:
        with self._celery.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
