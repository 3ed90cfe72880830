import socket
from collections.abc import Iterator

import pytest
from pydantic import SecretStr, ValidationError
from redis.exceptions import ConnectionError as RedisConnectionError

from shop.infrastructure.adapters.cache import RedisCache, build_cache
from shop.infrastructure.adapters.local_cache import MemoryCache
from shop.settings import Settings


@pytest.fixture
def silent() -> Iterator[tuple[socket.socket, str]]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_bare_machine_has_its_cache_in_process() -> None:
    assert isinstance(build_cache(Settings()), MemoryCache)


def test_a_password_apart_may_be_any_text() -> None:
    text = "p@s:s/w#r%d?$ \"'\\"
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = Settings(
            cache_url=SecretStr(f"redis://127.0.0.1:{server.getsockname()[1]}/0"),
            cache_password=SecretStr(text),
        )
        build_cache(settings).get("key")
        connection, _ = server.accept()
        with connection:
            said = connection.recv(1024)

    assert f"AUTH\r\n${len(text)}\r\n{text}\r\n".encode() in said


def test_a_url_that_its_password_breaks_is_refused_unseen() -> None:
    with pytest.raises(ValidationError, match="percent-encoded") as refused:
        Settings(cache_url=SecretStr("redis://:aB/9s3cret=@cache:6379/0"))

    assert "s3cret" not in str(refused.value)


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
