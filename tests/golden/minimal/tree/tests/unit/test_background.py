import os
import threading
import time
from collections.abc import Callable

import pytest

from corner_shop.infrastructure.tasks.periodic import Periodic


def run_for(action: Callable[[], object], seen: threading.Semaphore, times: int) -> None:
    periodic = Periodic("test", action, every_s=0.01)
    periodic.start()
    for _ in range(times):
        assert seen.acquire(timeout=5)
    periodic.stop()


def test_an_action_that_did_something_is_run_again_at_once() -> None:
    seen = threading.Semaphore(0)
    rest = [100, 100, 7, 0]
    moments: list[float] = []

    def action() -> int:
        moments.append(time.monotonic())
        seen.release()
        return rest.pop(0)

    periodic = Periodic("test", action, every_s=0.5)
    periodic.start()
    for _ in range(4):
        assert seen.acquire(timeout=5)
    periodic.stop()

    assert moments[3] - moments[0] < 0.25


def test_an_action_that_fails_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    seen = threading.Semaphore(0)

    def action() -> None:
        seen.release()
        raise ZeroDivisionError

    run_for(action, seen, times=3)

    assert "test failed and will be tried again" in caplog.text


def test_processes_that_start_together_spread_out() -> None:
    pauses = {Periodic("test", list, every_s=8)._pause_s() for _ in range(20)}

    assert len(pauses) > 10
    assert min(pauses) >= 4
    assert max(pauses) <= 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks")
def test_a_fork_waits_for_the_end_of_an_action() -> None:
    inside, seen = threading.Event(), threading.Semaphore(0)

    def action() -> None:
        inside.set()
        seen.release()
        time.sleep(0.05)
        inside.clear()

    periodic = Periodic("test", action, every_s=0.01)
    periodic.start()
    assert seen.acquire(timeout=5)

    child = os.fork()
    if child == 0:
        os._exit(int(inside.is_set()))
    _, status = os.waitpid(child, 0)
    periodic.stop()

    assert status == 0
