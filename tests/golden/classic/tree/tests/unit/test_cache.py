import socket
from collections.abc import Iterator

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from shop.adapters.cache import (
    RedisCache,
    build_cache,
)
from shop.adapters.memory_cache import MemoryCache
from shop.settings import Settings


@pytest.fixture
def silent() -> Iterator[tuple[socket.socket, str]]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_bare_machine_has_its_cache_in_process() -> None:
    assert isinstance(build_cache(Settings()), MemoryCache)


def test_a_lost_cache_fails_nothing(silent: tuple[socket.socket, str]) -> None:
    server, url = silent
    server.close()
    cache = RedisCache(url, timeout_s=0.05)

    cache.put("key", b"value", 10)
    cache.invalidate("key", 10)
    cache.drop("key")
    assert not cache.add("key", b"value", 10)

    assert cache.get("key").state == "bypass"


def test_a_cache_that_hangs_is_asked_once_and_then_left_alone(
    silent: tuple[socket.socket, str],
) -> None:
    server, url = silent
    cache = RedisCache(url, timeout_s=0.02)

    states = {cache.get("key").state for _ in range(50)}

    server.setblocking(False)
    server.accept()[0].close()
    assert states == {"bypass"}
    with pytest.raises(BlockingIOError):
        server.accept()


def test_its_probe_says_that_it_is_lost(silent: tuple[socket.socket, str]) -> None:
    server, url = silent
    server.close()
    [probe] = RedisCache(url, timeout_s=0.05).probes()

    assert not probe.critical
    with pytest.raises(RedisConnectionError):
        probe.check()
