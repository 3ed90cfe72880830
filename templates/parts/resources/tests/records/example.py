"""What the tests of all records must know of one kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Create = Callable[[str], str]
"""Makes a record of another kind, and returns its id."""


@dataclass(frozen=True)
class Example:
    path: str
    new: Callable[[Create, int], Json]
    required: Sequence[str] = ()
    unique: Sequence[str] = ()
    filters: Sequence[str] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    right: Mapping[str, Sequence[object]] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[object]] = field(default_factory=dict)
