from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from celery import Celery
from kombu import Connection
from kombu.exceptions import ChannelError, KombuError, OperationalError

from shop.infrastructure.adapters.broker import SLOW, TASKS
from shop.infrastructure.adapters.celery_app import build_celery
from shop.infrastructure.adapters.local_queue import InProcessQueue
from shop.infrastructure.entities import TaskMessage
from shop.infrastructure.errors import QueueUnavailableError
from shop.infrastructure.ports.health import Probe
from shop.infrastructure.ports.queue import TaskQueue
from shop.settings import Settings


def build_queue(
    settings: Settings, run: Callable[[TaskMessage], object], slow: Collection[str] = ()
) -> TaskQueue:
    if settings.broker_url is None:
        return InProcessQueue(run, slow)
    celery = build_celery(settings, settings.broker_url.get_secret_value())
    return CeleryQueue(celery, settings.task_patience_s, slow)


class CeleryQueue:
    lease_s = 15.0

    def __init__(self, celery: Celery, patience_s: float, slow: Collection[str] = ()) -> None:
        self._celery = celery
        self._slow = slow
        self.patience_s = patience_s

    def publish(self, message: TaskMessage) -> None:
        try:
            self._celery.send_task(
                message.name,
                kwargs=message.arguments,
                task_id=str(message.id),
                queue=SLOW if message.name in self._slow else TASKS,
                headers={"attempt": message.attempt, "request": message.request_id},
                retry=False,
            )
        except (KombuError, OperationalError, OSError) as error:
            raise QueueUnavailableError("the broker does not answer") from error

    def running(self) -> Collection[UUID]:
        return ()  # tasks run in the worker's processes

    def depth(self) -> int:
        with self._celery.connection_for_write() as connection:
            lost: tuple[type[BaseException], ...] = (
                KombuError,
                OSError,
                *connection.connection_errors,
            )
            try:
                connection.ensure_connection(max_retries=1, timeout=1)
                return sum(_waiting(connection, name) for name in (TASKS, SLOW))
            except lost as error:
                raise QueueUnavailableError("the broker does not answer") from error

    def probes(self) -> tuple[Probe, ...]:
        return (Probe("broker", self._ping, critical=False),)

    def close(self) -> None:
        self._celery.close()

    def _ping(self) -> None:
        with self._celery.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)


def _waiting(connection: Connection, name: str) -> int:
    channel: Any = connection.channel()
    try:
        return int(channel.queue_declare(name, passive=True).message_count)
    except ChannelError:  # nothing was ever published
        return 0
    finally:
        channel.close()
