from typing import Literal, NamedTuple, Protocol

from sketch.infrastructure.ports.health import Probe

CacheState = Literal["hit", "miss", "bypass"]


class Lookup(NamedTuple):
    state: CacheState
    value: bytes | None = None


class Cache(Protocol):
    """A cache may be lost at any time and must not fail a request: no method raises."""

    def get(self, key: str, /) -> Lookup: ...

    def put(self, key: str, value: bytes, ttl_s: int, /) -> None: ...

    def add(self, key: str, value: bytes, ttl_s: int, /) -> bool:
        """Store the value unless there is one or a mark of `invalidate`; return whether."""

    def drop(self, key: str, /) -> None: ...

    def invalidate(self, key: str, quarantine_s: int, /) -> None:
        """Delete the value and leave a mark that blocks `add` for a while."""

    def probes(self) -> tuple[Probe, ...]: ...
