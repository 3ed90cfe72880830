import threading
from collections.abc import Callable

from bare.infrastructure.ports.health import Probe
from bare.infrastructure.services.readiness import Readiness


def fine() -> None:
    return None


def broken() -> None:
    raise ConnectionError


def readiness(**checks: tuple[Callable[[], None], bool]) -> Readiness:
    probes = [Probe(name, check, critical) for name, (check, critical) in checks.items()]
    return Readiness(probes, timeout_s=0.05)


def test_it_is_ok_when_all_answer() -> None:
    assert readiness(a=(fine, True), b=(fine, False)).check() == ("ok", {"a": "ok", "b": "ok"})


def test_it_is_ok_when_there_is_nothing_to_ask() -> None:
    assert readiness().check() == ("ok", {})


def test_it_is_degraded_without_what_is_not_critical() -> None:
    checks = {"a": "ok", "b": "unreachable"}

    assert readiness(a=(fine, True), b=(broken, False)).check() == ("degraded", checks)


def test_it_is_unavailable_without_what_is_critical() -> None:
    checks = {"a": "unreachable", "b": "ok"}

    assert readiness(a=(broken, True), b=(fine, False)).check() == ("unavailable", checks)


def test_a_check_that_hangs_is_given_up_and_not_started_again() -> None:
    release = threading.Event()
    calls = []

    def hang() -> None:
        calls.append(1)
        release.wait(5)

    ready = readiness(a=(hang, True))

    assert ready.check().status == "unavailable"
    assert ready.check().status == "unavailable"
    assert len(calls) == 1
    release.set()
