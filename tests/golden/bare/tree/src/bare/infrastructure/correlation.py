"""The id of the current request, for logs."""

import re
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# Safe in log lines, headers and columns.
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def accepted(claimed: str | None) -> str:
    """The id from the request, or a new one."""
    return claimed if claimed and SANE.fullmatch(claimed) else uuid4().hex
