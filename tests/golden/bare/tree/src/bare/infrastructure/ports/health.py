from collections.abc import Callable
from typing import NamedTuple


class Probe(NamedTuple):
    """A check of something outside this process; `check` raises when it cannot be reached."""

    name: str
    check: Callable[[], None]
    critical: bool
