"""A thread that publishes again what the outbox still holds."""

import logging
import threading

from laeden.services.dispatcher import Dispatcher

log = logging.getLogger(__name__)


class Relay:
    def __init__(self, dispatcher: Dispatcher, every_s: float) -> None:
        self._dispatcher = dispatcher
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _loop(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                self._dispatcher.relay()
            except Exception:
                log.exception("the outbox could not be relayed")
