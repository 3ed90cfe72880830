"""gunicorn, by environment: `gunicorn shop.wsgi:app`.

Each process builds its own connections, so the application is never preloaded.
"""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from shop.logs import logging_config
from shop.settings import get_settings


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


class ServerLog(Logger):
    def access(self, *_: object) -> None:
        """The service writes a line a request itself, with its id."""


settings = get_settings()
logger_class = ServerLog
logconfig_dict = logging_config(settings.log_level, settings.log_format)

bind = [os.environ.get("WEB_BIND", "127.0.0.1:8000")]
if settings.web_metrics_port is not None:
    bind.append(f"{bind[0].rpartition(':')[0]}:{settings.web_metrics_port}")
worker_class = "gthread"
workers = number("WEB_PROCESSES", 1)
threads = number("WEB_THREADS", 8)
backlog = number("WEB_BACKLOG", 512)

# Longer than the load balancer keeps an idle connection: it must be the one that closes.
keepalive = number("WEB_KEEPALIVE_S", 75)
timeout = number("WEB_TIMEOUT_S", 30)
drain_s = number("WEB_DRAIN_S", 0)
graceful_timeout = number("WEB_GRACEFUL_TIMEOUT_S", 20) + drain_s

max_requests = number("WEB_MAX_REQUESTS", 0)
max_requests_jitter = max_requests // 10

# The heartbeat file must not be on a disk that can stall.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108 # as gunicorn advises

control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    from shop.draining import drain_when_stopped  # noqa: PLC0415  # not before the fork

    drain_when_stopped(worker, drain_s)


def child_exit(_server: Arbiter, worker: Worker) -> None:
    from shop.adapters.metrics import process_ended  # noqa: PLC0415  # not before the fork

    process_ended(worker.pid)
