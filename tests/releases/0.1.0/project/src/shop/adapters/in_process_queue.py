import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from shop.entities import TaskMessage
from shop.ports.errors import QueueUnavailableError
from shop.ports.health import Probe

log = logging.getLogger(__name__)

THREADS = 2


class InProcessQueue:
    """Runs tasks in threads of this process. The outbox keeps a task until it has run."""

    lease_s = 120.0

    def __init__(self, run: Callable[[TaskMessage], object]) -> None:
        self._run = run
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="task")
        self._lock = threading.Lock()
        self._in_flight: set[UUID] = set()

    def publish(self, message: TaskMessage, settled: Callable[[], None]) -> None:
        with self._lock:
            if message.id in self._in_flight:
                return
            self._in_flight.add(message.id)
        try:
            self._threads.submit(self._work, message, settled)
        except RuntimeError as error:
            self._forget(message.id)
            raise QueueUnavailableError("the process is shutting down") from error

    def depth(self) -> int:
        return len(self._in_flight)

    def probes(self) -> tuple[Probe, ...]:
        return ()

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    def _work(self, message: TaskMessage, settled: Callable[[], None]) -> None:
        try:
            self._run(message)
            settled()
        except Exception:
            log.exception("task %s %s failed and will be tried again", message.name, message.id)
        finally:
            self._forget(message.id)

    def _forget(self, message_id: UUID) -> None:
        with self._lock:
            self._in_flight.discard(message_id)
