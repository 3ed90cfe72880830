"""How often something was asked for: counted in this process."""

from collections import Counter

counts: Counter[str] = Counter()


def count(name: str) -> int:
    counts[name] += 1
    return counts[name]
