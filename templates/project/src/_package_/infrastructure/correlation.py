"""Ids of the current request and task, for logs and messages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
task_id: ContextVar[str | None] = ContextVar("task_id", default=None)

# Safe in log lines, headers and columns.
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def accepted(claimed: str | None) -> str:
    """The id from the request, or a new one."""
    return claimed if claimed and SANE.fullmatch(claimed) else uuid4().hex


@contextmanager
def task_of(task: UUID, request: str | None) -> Iterator[None]:
    tokens = task_id.set(str(task)), request_id.set(request)
    try:
        yield
    finally:
        task_id.reset(tokens[0])
        request_id.reset(tokens[1])
