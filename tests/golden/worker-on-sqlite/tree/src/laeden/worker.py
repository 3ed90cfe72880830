"""The Celery worker: `celery --app laeden.worker worker`."""

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging, worker_ready

from laeden.adapters.celery_app import build_celery
from laeden.container import build_container
from laeden.logs import configure_logging
from laeden.relay import Relay
from laeden.services import Services
from laeden.settings import Settings, get_settings
from laeden.tasks import TASKS


def build_worker(settings: Settings) -> Celery:
    if settings.broker_url is None:
        raise SystemExit("BROKER_URL is not set: tasks run in the web process, without a worker")
    app = build_celery(settings, settings.broker_url)
    for name, task in TASKS.items():
        app.task(
            name=str(name),
            autoretry_for=(Exception,),
            max_retries=8,
            retry_backoff=1,
            retry_backoff_max=60,
            retry_jitter=True,
        )(_with_services(task))
    return app


@cache
def _services() -> Services:
    """Built by the first task of each child process: connections must not cross a fork."""
    return build_container(get_settings()).services


def _with_services(task: Callable[..., None]) -> Callable[..., None]:
    @wraps(task)
    def run(**arguments: str) -> None:
        task(_services(), **arguments)

    return run


@setup_logging.connect
def _configure_logging(**_: object) -> None:
    configure_logging(get_settings().log_level)


@worker_ready.connect
def _start_relay(**_: object) -> None:
    settings = get_settings()
    Relay(build_container(settings).dispatcher, settings.relay_every_s).start()


@heartbeat_sent.connect
def _show_life(**_: object) -> None:
    """The heartbeat goes through the event loop and the broker: its file proves both."""
    path = Path(get_settings().heartbeat_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


celery = build_worker(get_settings())
