"""The actions of a backup. `database.py` passes this text to Python in a container."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

DATA = Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
SPARE = DATA.with_name(DATA.name + ".spare")  # loaded beside the data, then exchanged with it
OLD = DATA.with_name(DATA.name + ".old")
COPIES = DATA.name + ".copy-"


def dump() -> None:
    with temporary() as path:
        with closing(connect(DATA)) as data, closing(sqlite3.connect(path)) as copy:
            data.backup(copy)  # as of one moment, while others write
            copy.execute("PRAGMA journal_mode = DELETE")  # everything in one file
        require_sound(path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)


def read() -> None:
    with temporary() as path:
        receive(path)


@contextmanager
def temporary() -> Iterator[Path]:
    """A file for a copy; a container whose backup was killed may still write another one."""
    for remains in DATA.parent.glob(COPIES + "*"):
        remains.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=COPIES, dir=DATA.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        remove(Path(name))


def load() -> None:
    discard()
    receive(SPARE)


def receive(path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        os.fsync(file.fileno())
    require_sound(path)


def require_sound(path: Path) -> None:
    with closing(connect(path)) as database:
        problems = [row[0] for row in database.execute("PRAGMA integrity_check")]
        if problems != ["ok"]:
            sys.exit("\n".join(problems))
        if not tables(database):
            sys.exit(f"{path.name} has no tables")


def count(which: str) -> None:
    with closing(connect(DATA if which == "data" else SPARE)) as database:
        for table in tables(database):
            quoted = '"' + table.replace('"', '""') + '"'
            query = f"SELECT count(*) FROM {quoted}"  # noqa: S608  # a name, in quotes
            print(table, database.execute(query).fetchone()[0])


def swap() -> None:
    """Both ways. Under the name of the data there is always one of the two."""
    if not SPARE.exists():
        sys.exit(f"{SPARE} does not exist")
    OLD.unlink(missing_ok=True)
    if DATA.exists():
        settle(DATA)
        os.link(DATA, OLD)
    SPARE.replace(DATA)
    if OLD.exists():
        OLD.replace(SPARE)
    folder = os.open(DATA.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def settle(path: Path) -> None:
    """Move all changes from the log into the file: beside another file the log would be wrong."""
    try:
        with closing(connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.DatabaseError as error:
        print(f"the replaced data is damaged: {error}", file=sys.stderr)
    remove_logs(path)


def discard() -> None:
    OLD.unlink(missing_ok=True)
    remove(SPARE)


def remove(path: Path) -> None:
    remove_logs(path)
    path.unlink(missing_ok=True)


def remove_logs(path: Path) -> None:
    for ending in ("-journal", "-shm", "-wal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None)


def tables(database: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return [row[0] for row in database.execute(f"{query} ORDER BY name")]


ACTIONS: dict[str, Callable[..., None]] = {
    "dump": dump,
    "read": read,
    "load": load,
    "count": count,
    "swap": swap,
    "discard": discard,
}

if __name__ == "__main__":
    try:
        ACTIONS[sys.argv[1]](*sys.argv[2:])
    except (OSError, sqlite3.Error) as error:
        sys.exit(f"{type(error).__name__}: {error}")
