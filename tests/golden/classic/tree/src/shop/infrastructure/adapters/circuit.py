import time
from collections.abc import Callable

from shop.infrastructure.telemetry.measures import Counter

OPENED = Counter("cache_circuit_opened", "How often the cache was left alone after a failure.")


class Circuit:
    """A circuit breaker: after a failure no tries for a while, so a lost server costs one timeout.

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
        OPENED.inc()
        self._open_until = self._clock() + self._rest_s
