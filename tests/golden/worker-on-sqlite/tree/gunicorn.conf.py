"""gunicorn, by environment: `gunicorn laeden.wsgi:app`.

Each process builds its own connections, so the application is never preloaded.
"""

import os
import signal
from pathlib import Path
from types import FrameType

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from laeden.logs import logging_config
from laeden.settings import get_settings


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


def post_worker_init(worker: ThreadWorker) -> None:
    """On SIGTERM say so in /readyz, and go on serving until whoever asks has seen it."""
    from laeden.wsgi import container  # noqa: PLC0415  # not before the fork

    def drain(_signal: int, _frame: FrameType | None) -> None:
        container.services.readiness.drain()
        signal.setitimer(signal.ITIMER_REAL, drain_s)

    if drain_s:
        signal.signal(signal.SIGALRM, worker.handle_exit)
        signal.signal(signal.SIGTERM, drain)
        signal.siginterrupt(signal.SIGTERM, False)
        signal.siginterrupt(signal.SIGALRM, False)


def child_exit(_server: Arbiter, worker: ThreadWorker) -> None:
    from laeden.adapters.metrics import process_ended  # noqa: PLC0415  # not before the fork

    process_ended(worker.pid)
