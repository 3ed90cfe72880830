from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Processes(Protocol):
    def map(self, function: Callable[[A], B], items: Sequence[A]) -> list[B]:
        """Results in the order of the items. The function must be importable and stateless."""
