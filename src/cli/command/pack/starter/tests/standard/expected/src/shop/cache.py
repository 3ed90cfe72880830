"""How often something was asked for: counted in Redis."""

from redis import Redis

redis: Redis = Redis(host="cache", socket_timeout=1)


def count(name: str) -> int:
    return int(redis.incr(name))
