import os
import signal
import time

import pytest

from laeden.infrastructure.adapters.forks import ForkedProcesses

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a worker forks its processes")


def square(number: int) -> int:
    return number * number


def process_of(_item: int) -> int:
    time.sleep(0.01)
    return os.getpid()


def fail(number: int) -> int:
    return 1 // (number - 5)


def die(_item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_are_in_the_order_of_the_items(count: int) -> None:
    assert ForkedProcesses(count).map(square, range(20)) == [n * n for n in range(20)]


def test_the_work_is_shared() -> None:
    processes = ForkedProcesses(2).map(process_of, range(10))

    assert len(set(processes)) == 2
    assert os.getpid() not in processes


def test_a_process_for_a_few_items_is_not_worth_it() -> None:
    assert set(ForkedProcesses(2).map(process_of, range(3))) == {os.getpid()}


def test_an_error_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        ForkedProcesses(2).map(fail, range(10))


def test_a_process_that_is_killed_is_noticed() -> None:
    with pytest.raises(EOFError):
        ForkedProcesses(2).map(die, range(10))
