"""gunicorn, by environment: `gunicorn laeden.wsgi:app`.

Each process builds its own connections, so the application is never preloaded.
"""

import errno
import os
import selectors
import socket
import struct
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import TConn, ThreadWorker

from laeden.infrastructure.telemetry.logs import logging_config
from laeden.settings import get_settings


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


class ServerLog(Logger):
    def access(self, *_: object) -> None:
        """Disabled: the service logs each request itself, with its id."""


# What a client may take, where nothing in front of this server waits for it: seconds for its next
# bytes in either direction, for all of a request, for a body that was refused already, and until
# another one's next bytes make room.
CLIENT_S, REQUEST_S, REFUSED_S, ROOM_S = 10, 30, 2, 0.1
MOST_DROPPED = 8 * 1024 * 1024


class ClientSocket(socket.socket):
    """Treats a client that is too slow, or one slow client too many, as disconnected."""

    deadline = 0.0
    is_answered = False

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        if time.monotonic() > self.deadline:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow")
        if self.is_answered:
            self.setblocking(False)
            return super().recv(size, flags)
        try:
            return super().recv(size, flags | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return self._wait(size, flags)

    def _wait(self, size: int, flags: int) -> bytes:
        if not waiting.acquire(timeout=ROOM_S):
            raise ConnectionResetError(errno.ECONNRESET, "too many clients are slow")
        try:
            return super().recv(size, flags)
        except BlockingIOError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow") from error
        finally:
            waiting.release()

    def sendall(self, *arguments: bytes) -> None:
        try:
            super().sendall(*arguments)
        except BlockingIOError as error:
            raise BrokenPipeError(errno.EPIPE, "the client is too slow") from error


class ClientWorker(ThreadWorker):
    """Assigns a thread to a connection only when it has data."""

    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        client = ClientSocket(fileno=accepted.detach())
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            client.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", CLIENT_S, 0))
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + CLIENT_S
        self.pending_conns.append(connection)
        told = partial(self.on_pending_socket_readable, connection)
        self.poller.register(client, selectors.EVENT_READ, told)

    def enqueue_req(self, conn: TConn) -> None:
        conn.sock.deadline = time.monotonic() + REQUEST_S
        conn.sock.is_answered = False
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: Future[bool]) -> None:
        # In the thread that serves all clients: it must not wait until this one closes.
        conn.sock.is_answered = True
        super().finish_request(conn, fs)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        if not keepalive:
            # Closing with unread data resets the connection, and the client loses the response.
            conn.parser.finish_body(time.monotonic() + REFUSED_S, MOST_DROPPED)
        return super()._keepalive_after(conn, keepalive)


settings = get_settings()
logger_class = ServerLog
logconfig_dict = logging_config(settings.log_level, settings.log_format)

bind = [os.environ.get("WEB_BIND", "127.0.0.1:8000")]
if not Path("/proc/net/if_inet6").exists():  # nothing can listen on IPv6
    bind = [bind[0].replace("[::]", "")]
if settings.web_metrics_port is not None:
    bind.append(f"{bind[0].rpartition(':')[0]}:{settings.web_metrics_port}")
worker_class = ClientWorker
workers = number("WEB_PROCESSES", 1)
threads = number("WEB_THREADS", 8)
waiting = BoundedSemaphore(max(1, threads // 2))  # for the next bytes of slow clients
backlog = number("WEB_BACKLOG", 512)
limit_request_line = 8190  # as much as a load balancer passes on, which answers to more itself

# Longer than in the load balancer, which must be the one to close idle connections.
keepalive = number("WEB_KEEPALIVE_S", 75)
timeout = number("WEB_TIMEOUT_S", 30)
drain_s = number("WEB_DRAIN_S", 0)
graceful_timeout = number("WEB_GRACEFUL_TIMEOUT_S", 20) + drain_s

max_requests = number("WEB_MAX_REQUESTS", 0)
max_requests_jitter = max_requests // 10

# The heartbeat file must be in memory, because a disk can stall.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108 # as gunicorn advises

control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    """Limits how much of a response the kernel buffers for a slow client.

    What it keeps is made at once, while others wait, and may be megabytes without a bound. Clients
    take over the option of the socket that accepts them.
    """
    for listener in server.LISTENERS:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, 64 * 1024)


def post_worker_init(worker: Worker) -> None:
    from laeden.wsgi import drain  # noqa: PLC0415  # not before the fork

    drain(worker, drain_s)


def child_exit(_server: Arbiter, worker: Worker) -> None:
    from laeden.infrastructure.telemetry import (  # noqa: PLC0415  # not before the fork
        metrics,
    )

    metrics.process_ended(worker.pid)
