"""A worker with tasks that a test needs: `celery --app tests.support.poisoned worker`."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from shop.infrastructure import correlation
from shop.infrastructure.adapters import celery_app
from shop.infrastructure.adapters.broker import broker_options
from shop.infrastructure.adapters.forks import ForkedProcesses
from shop.services import Services
from shop.settings import Settings, get_settings
from shop.tasks import TASKS
from shop.worker import build_worker

from .folders import write_whole_messages


def poison(_services: Services) -> None:
    _note("poison")
    os.kill(os.getpid(), signal.SIGKILL)


def spread(_services: Services) -> None:
    pids = ForkedProcesses(2).map(_pid, range(16))
    _note("spread", processes=len(set(pids)), request_id=correlation.request_id.get())


def slow(_services: Services) -> None:
    _note("slow")
    while not (Path(os.environ["POISONED_FOLDER"]) / "release").exists():
        time.sleep(0.05)


def _pid(_item: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def _note(name: str, **fields: object) -> None:
    with (Path(os.environ["POISONED_FOLDER"]) / name).open("a") as file:
        file.write(json.dumps(fields) + "\n")


def _over_folders(settings: Settings) -> dict[str, object]:
    """For the worker's own messages and for those that its relay sends again."""
    options = json.loads(os.environ["TRANSPORT_OPTIONS"])
    return {**broker_options(settings), "broker_transport_options": options}


write_whole_messages()
vars(celery_app).update(broker_options=_over_folders)
cast(dict[str, Callable[..., None]], TASKS).update(poison=poison, slow=slow, spread=spread)
celery = build_worker(get_settings())
celery.conf.worker_lost_wait = 0.1
