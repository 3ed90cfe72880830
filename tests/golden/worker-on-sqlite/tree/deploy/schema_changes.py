"""Which changes of the schema a version that still runs cannot bear. Knows no database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import ge

Column = Sequence[object]  # type, whether it is required, default
Schema = Mapping[str, Mapping[str, Column]]


def breaking(before: Schema, after: Schema, used: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for each change that breaks a version that uses these columns of each table."""
    return [
        f"{table}: {problem}"
        for table, columns in sorted(used.items())
        if table in before
        for problem in _problems(before[table], after.get(table, {}), columns)
    ]


def _problems(
    before: Mapping[str, Column], after: Mapping[str, Column], used: Sequence[str]
) -> Iterator[str]:
    if not after:
        yield "it is dropped or renamed, and the version that runs uses it"
        return
    for name in used:
        if name in before and name not in after:
            yield f"{name} is dropped or renamed, and the version that runs uses it"
        elif name in before and not _holds(after[name], before[name]):
            change = f"from {_told(before[name])} to {_told(after[name])}"
            yield f"{name} changes {change}, and the version that runs may write what it had"
    for name, (_, required, default) in after.items():
        if name not in used and required and default is None:
            yield f"{name} needs a value, which the version that runs does not give"


def _holds(new: Column, old: Column) -> bool:
    """Whether a column takes each value that the one before took."""
    (new_type, required, _), (old_type, was_required, _) = new, old
    if required and not was_required:
        return False
    (wide, most), (narrow, least) = _measured(str(new_type)), _measured(str(old_type))
    return new_type == old_type or (wide == narrow and all(map(ge, most, least)))


def _measured(kind: str) -> tuple[str, list[int]]:
    """VARCHAR(120) is VARCHAR and [120]."""
    return kind.partition("(")[0].upper(), [int(number) for number in re.findall(r"\d+", kind)]


def _told(column: Column) -> str:
    return f"{column[0]} {'NOT NULL' if column[1] else 'NULL'}"
