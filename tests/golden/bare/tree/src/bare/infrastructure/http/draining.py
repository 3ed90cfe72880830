import signal
from types import FrameType
from typing import Protocol

from bare.infrastructure.services.readiness import Readiness


class Worker(Protocol):
    """The used part of gunicorn's interface."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None: ...


def drain_when_stopped(readiness: Readiness, worker: Worker, drain_s: float) -> None:
    """On SIGTERM, fail /readyz and keep serving until the load balancer has noticed."""

    def drain(_signal: int, _frame: FrameType | None) -> None:
        readiness.drain()
        signal.setitimer(signal.ITIMER_REAL, drain_s)

    if drain_s:
        signal.signal(signal.SIGALRM, worker.handle_exit)
        signal.signal(signal.SIGTERM, drain)
        signal.siginterrupt(signal.SIGTERM, False)
        signal.siginterrupt(signal.SIGALRM, False)
