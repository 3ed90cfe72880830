"""The Celery worker.

`celery --app shop.worker worker`
"""

import logging
import time
from functools import cache
from logging.config import dictConfig
from pathlib import Path
from uuid import UUID

from celery import Celery, Task
from celery.signals import (
    heartbeat_sent,
    setup_logging,
    worker_process_init,
    worker_ready,
)
from celery.worker.state import active_requests
from prometheus_client import start_http_server

from shop.background import start_background
from shop.container import Container, build_container
from shop.infrastructure.adapters import broker
from shop.infrastructure.adapters.celery_app import build_celery
from shop.infrastructure.adapters.forks import ForkedProcesses
from shop.infrastructure.adapters.slow_tasks import SlowTasks
from shop.infrastructure.entities import TaskMessage
from shop.infrastructure.telemetry.ended import EndedProcesses
from shop.infrastructure.telemetry.logs import logging_config
from shop.infrastructure.telemetry.metrics import registry_of
from shop.infrastructure.telemetry.tasks import Depths
from shop.settings import Settings, get_settings
from shop.tasks import TASKS

log = logging.getLogger(__name__)

PAUSE_S = 5.0


def build_worker(settings: Settings) -> Celery:
    if settings.broker_url is None:
        raise SystemExit("BROKER_URL is not set: tasks run in the web process, without a worker")
    app = build_celery(settings, settings.broker_url.get_secret_value())
    for name in TASKS:
        app.task(name=str(name), bind=True, max_retries=None)(_run)
    app.amqp.queues.select([broker.TASKS])  # slow tasks come another way
    app.steps["consumer"].add(SlowTasks)
    return app


def _run(task: "Task[..., None]", /, **arguments: str) -> None:
    request = task.request
    headers = request.headers or {}
    message = TaskMessage(
        UUID(request.id),
        task.name,
        arguments,
        attempt=headers.get("attempt", 1),
        request_id=headers.get("request"),
    )
    try:
        _container().runner.run(message)
    except Exception as error:
        log.warning("task %s could not be decided: %s", message.id, error)
        time.sleep(PAUSE_S)
        # A new message: a rejected one would come back at once, and some brokers count that.
        raise task.retry(exc=error, countdown=0) from error


@cache
def _container() -> Container:
    """Built by the first task of each child process: connections must not cross a fork."""
    settings = get_settings()
    return build_container(settings, ForkedProcesses(settings.report_processes))


@setup_logging.connect
def _configure_logging(**_: object) -> None:
    settings = get_settings()
    dictConfig(logging_config(settings.log_level, settings.log_format))


@worker_process_init.connect
def _begin_child(**_: object) -> None:
    _container.cache_clear()


@worker_ready.connect
def _start_beside(**_: object) -> None:
    """Work of the parent process, which must not run in each child."""
    settings = get_settings()
    container = build_container(settings)
    start_background(container, settings, _running, runs_tasks=True)
    if settings.worker_metrics_port is not None:
        registry = registry_of(EndedProcesses(), Depths(container.storage, container.queue))
        start_http_server(settings.worker_metrics_port, registry=registry)


def _running() -> list[UUID]:
    """For all child processes: a busy child cannot renew its own lease."""
    return [UUID(request.id) for request in tuple(active_requests)]


@heartbeat_sent.connect
def _show_life(**_: object) -> None:
    """The heartbeat goes through the event loop and the broker: its file proves both."""
    path = Path(get_settings().heartbeat_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


celery = build_worker(get_settings())
