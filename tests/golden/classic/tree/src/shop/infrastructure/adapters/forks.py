from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from billiard import get_context

from shop.infrastructure.adapters.processes import WORTH_IT

A = TypeVar("A")
B = TypeVar("B")


class ForkedProcesses:
    """For a process of the worker: single-threaded, and a daemon that only billiard lets fork.

    Not with billiard's own pool, which takes a second to end.
    """

    def __init__(self, count: int) -> None:
        self._count = count

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> list[B]:
        if self._count == 1 or len(items) < WORTH_IT:
            return [function(item) for item in items]
        shares = [_Share(function, items[first :: self._count]) for first in range(self._count)]
        try:
            results = [share.results() for share in shares]
        finally:
            for share in shares:
                share.end()
        return [results[n % self._count][n // self._count] for n in range(len(items))]


class _Share(Generic[B]):
    def __init__(self, function: Callable[[A], B], items: Sequence[A]) -> None:
        forking: Any = get_context("fork")
        self._answer, answer = forking.Pipe(duplex=False)
        self._process = forking.Process(target=_compute, args=(answer, function, items))
        self._process.start()
        answer.close()  # the child's alone, so that its end is seen here

    def results(self) -> list[B]:
        results, error = self._answer.recv()
        if error is not None:
            raise error
        return list(results)

    def end(self) -> None:
        self._process.terminate()
        self._process.join()
        self._answer.close()


def _compute(answer: Any, function: Callable[[A], B], items: Sequence[A]) -> None:  # noqa: ANN401  # a pipe's end
    try:
        answer.send(([function(item) for item in items], None))
    except Exception as error:
        answer.send(([], error))
