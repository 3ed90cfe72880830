"""Work that a process does now and then, in a thread of its own."""

import logging
import os
import threading
from collections.abc import Callable
from random import uniform

log = logging.getLogger(__name__)

# A pause is this part of its length at least, so that processes that start together spread out.
SHORTEST = 0.5


class Periodic:
    """An action that returns a true value is run again at once: more work may be waiting."""

    def __init__(self, name: str, action: Callable[[], object], every_s: float) -> None:
        self._name = name
        self._action = action
        self._every_s = every_s
        self._stopped = threading.Event()
        self._running = threading.Lock()
        if hasattr(os, "register_at_fork"):  # a fork would copy open transactions and their locks
            os.register_at_fork(
                before=self._running.acquire,
                after_in_parent=self._running.release,
                after_in_child=self._running.release,
            )
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _loop(self) -> None:
        while not self._stopped.wait(self._pause_s()):
            while self._run() and not self._stopped.is_set():
                pass

    def _run(self) -> bool:
        with self._running:
            try:
                return bool(self._action())
            except Exception:
                log.exception("%s failed and will be tried again", self._name)
                return False

    def _pause_s(self) -> float:
        return uniform(SHORTEST, 1) * self._every_s  # noqa: S311  # nosec B311 # no secret
