from sketch.infrastructure.ports.cache import Cache, Lookup
from sketch.infrastructure.ports.health import Probe
from sketch.settings import Settings


def build_cache(_settings: Settings) -> Cache:
    return NoCache()


class NoCache:
    def get(self, _key: str) -> Lookup:
        return Lookup("bypass")

    def put(self, _key: str, _value: bytes, _ttl_s: int) -> None:
        return None

    def add(self, _key: str, _value: bytes, _ttl_s: int) -> bool:
        return False

    def drop(self, _key: str) -> None:
        return None

    def invalidate(self, _key: str, _quarantine_s: int) -> None:
        return None

    def probes(self) -> tuple[Probe, ...]:
        return ()
