"""Patience for what happens after the answer."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T], right: Callable[[T], bool], within_s: float = 20.0) -> T:
    deadline = time.monotonic() + within_s
    pause = 0.005
    while not right(seen := look()):
        assert time.monotonic() < deadline, f"still {seen}"
        time.sleep(pause)
        pause = min(pause * 2, 0.25)
    return seen
