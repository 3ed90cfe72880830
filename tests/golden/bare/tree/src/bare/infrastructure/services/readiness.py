import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Literal, NamedTuple

from bare.infrastructure.ports.health import Probe

log = logging.getLogger(__name__)

Verdict = Literal["ok", "degraded", "unavailable"]


class Health(NamedTuple):
    status: Verdict
    checks: dict[str, Literal["ok", "unreachable"]]


class Readiness:
    """Runs the probes in parallel and answers in time even if one hangs."""

    def __init__(self, probes: Sequence[Probe], timeout_s: float) -> None:
        self._probes = probes
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(max(len(probes), 1), thread_name_prefix="probe")
        self._running: dict[str, Future[None]] = {}
        self._draining = False

    def drain(self) -> None:
        """From now on not ready; requests that still arrive are answered."""
        self._draining = True

    def check(self) -> Health:
        if self._draining:
            return Health("unavailable", {})
        futures = [self._start(probe) for probe in self._probes]
        wait(futures, timeout=self._timeout_s)
        lost = [
            probe
            for probe, future in zip(self._probes, futures, strict=True)
            if not _succeeded(probe, future)
        ]
        names = {probe.name for probe in lost}
        return Health(
            status=_verdict(lost),
            checks={
                probe.name: "unreachable" if probe.name in names else "ok" for probe in self._probes
            },
        )

    def _start(self, probe: Probe) -> Future[None]:
        """If a probe still hangs, waits for it instead of starting another."""
        running = self._running.get(probe.name)
        if running is None or running.done():
            running = self._running[probe.name] = self._threads.submit(probe.check)
        return running


def _succeeded(probe: Probe, future: Future[None]) -> bool:
    if not future.done():
        log.warning("readiness: %s does not answer", probe.name)
        return False
    if error := future.exception():
        log.warning("readiness: %s: %s", probe.name, type(error).__name__)
        return False
    return True


def _verdict(lost: list[Probe]) -> Verdict:
    if any(probe.critical for probe in lost):
        return "unavailable"
    return "degraded" if lost else "ok"
