import time
from collections.abc import Callable


class Circuit:
    """After a failure, no further try for a while: a lost server costs one timeout, not one each.

    Without a lock: at worst a few threads try at the same moment.
    """

    def __init__(self, rest_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest_s = rest_s
        self._clock = clock
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until

    def failed(self) -> None:
        self._open_until = self._clock() + self._rest_s
