import logging
from collections.abc import Callable
from typing import TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shop.infrastructure.adapters.circuit import Circuit
from shop.infrastructure.adapters.local_cache import MemoryCache
from shop.infrastructure.ports.cache import Cache, Lookup
from shop.infrastructure.ports.health import Probe
from shop.infrastructure.telemetry.measures import Counter
from shop.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")

CIRCUIT_REST_S = 1.0
MARK = b""

LOOKUPS = Counter("cache_lookups", "Reads of the cache: hit, miss or bypass.", ["state"])


def build_cache(settings: Settings) -> Cache:
    if settings.cache_url is None:
        return MemoryCache()
    return RedisCache(
        settings.cache_url.get_secret_value(),
        settings.cache_timeout_s,
        settings.cache_password.get_secret_value() or None,
    )


class RedisCache:
    """Short timeouts, no retries, a circuit breaker: the cache must never slow a request."""

    def __init__(self, url: str, timeout_s: float, password: str | None = None) -> None:
        self._circuit = Circuit(CIRCUIT_REST_S)
        self._redis = redis.Redis.from_url(
            url,
            password=password,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )

    def get(self, key: str) -> Lookup:
        lookup = self._guarded(lambda: self._lookup(key)) or Lookup("bypass")
        LOOKUPS.labels(lookup.state).inc()
        return lookup

    def put(self, key: str, value: bytes, ttl_s: int) -> None:
        self._guarded(lambda: self._redis.set(key, value, ex=ttl_s))

    def add(self, key: str, value: bytes, ttl_s: int) -> bool:
        return bool(self._guarded(lambda: self._redis.set(key, value, ex=ttl_s, nx=True)))

    def drop(self, key: str) -> None:
        self._guarded(lambda: self._redis.delete(key))

    def invalidate(self, key: str, quarantine_s: int) -> None:
        self._guarded(lambda: self._redis.set(key, MARK, ex=quarantine_s))

    def probes(self) -> tuple[Probe, ...]:
        return (Probe("cache", self._ping, critical=False),)

    def _lookup(self, key: str) -> Lookup:
        value = self._redis.get(key)
        return Lookup("hit", value) if isinstance(value, bytes) and value else Lookup("miss")

    def _ping(self) -> None:
        self._redis.ping()

    def _guarded(self, command: Callable[[], T]) -> T | None:
        if self._circuit.is_open:
            return None
        try:
            return command()
        except redis.RedisError as error:
            self._circuit.failed()
            log.warning("cache: %s", type(error).__name__)
            return None
