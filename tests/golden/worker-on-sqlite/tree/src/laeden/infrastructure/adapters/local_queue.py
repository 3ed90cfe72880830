import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.errors import QueueUnavailableError
from laeden.infrastructure.ports.health import Probe

log = logging.getLogger(__name__)

THREADS = 2
SLOW_THREADS = 1


class InProcessQueue:
    """Runs tasks in threads of this process; an attempt never runs twice at a time."""

    lease_s = 15.0
    patience_s = 60.0

    def __init__(self, run: Callable[[TaskMessage], object], slow: Collection[str] = ()) -> None:
        self._run = run
        self._slow = slow
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="task")
        self._slow_threads = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="slow-task")
        self._lock = threading.Lock()
        self._in_flight: set[tuple[UUID, int]] = set()

    def publish(self, message: TaskMessage) -> None:
        key = message.id, message.attempt
        with self._lock:
            if key in self._in_flight:
                return
            self._in_flight.add(key)
        threads = self._slow_threads if message.name in self._slow else self._threads
        try:
            threads.submit(self._work, message)
        except RuntimeError as error:
            self._forget(message)
            raise QueueUnavailableError("the process is shutting down") from error

    def running(self) -> Collection[UUID]:
        with self._lock:
            return [message_id for message_id, _ in self._in_flight]

    def depth(self) -> int:
        return len(self._in_flight)

    def probes(self) -> tuple[Probe, ...]:
        return ()

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._slow_threads.shutdown(wait=True)

    def _work(self, message: TaskMessage) -> None:
        try:
            self._run(message)
        except Exception:
            log.exception("task %s %s failed and will be tried again", message.name, message.id)
        finally:
            self._forget(message)

    def _forget(self, message: TaskMessage) -> None:
        with self._lock:
            self._in_flight.discard((message.id, message.attempt))
