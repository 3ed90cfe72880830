"""gunicorn, by environment: `gunicorn laeden.wsgi:app`.

Each process builds its own connections, so the application is never preloaded.
"""

import os
from pathlib import Path


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = number("WEB_PROCESSES", 1)
threads = number("WEB_THREADS", 8)
backlog = number("WEB_BACKLOG", 512)

# Longer than the load balancer keeps an idle connection: it must be the one that closes.
keepalive = number("WEB_KEEPALIVE_S", 75)
timeout = number("WEB_TIMEOUT_S", 30)
graceful_timeout = number("WEB_GRACEFUL_TIMEOUT_S", 20)

max_requests = number("WEB_MAX_REQUESTS", 0)
max_requests_jitter = max_requests // 10

# The heartbeat file must not be on a disk that can stall.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108

accesslog = os.environ.get("WEB_ACCESS_LOG")
errorlog = "-"

control_socket_disable = True
