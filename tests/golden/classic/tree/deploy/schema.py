"""Runs inside a container, by way of standard input: what a version says of the database.

`python - columns` prints the columns of each table that the code of this version uses, and
`python - schemas` the tables before and after the migrations that the database lacks, which are
tried on an empty SQLite database.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.migration import MigrationContext

from shop.infrastructure.adapters.database import build_engine
from shop.models import Base
from shop.settings import get_settings

Column = tuple[str, bool, object]  # type, whether it is required, default


def columns() -> dict[str, list[str]]:
    return {name: table.columns.keys() for name, table in Base.metadata.tables.items()}


def schemas() -> list[dict[str, dict[str, Column]]]:
    with TemporaryDirectory() as folder:
        database = Path(folder, "tried.db")
        migrate(database, *applied())
        before = tables(database)
        migrate(database, "heads")
        return [before, tables(database)]


def applied() -> tuple[str, ...]:
    engine = build_engine(get_settings())
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def migrate(database: Path, *revisions: str) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    for revision in revisions:
        command = (sys.executable, "-m", "alembic", "upgrade", revision)
        subprocess.run(command, env=environment, check=True)  # noqa: S603  # words of our own


def tables(database: Path) -> dict[str, dict[str, Column]]:
    with closing(sqlite3.connect(database)) as tried:
        names = tried.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {name: columns_of(tried, name) for (name,) in names.fetchall()}


def columns_of(tried: sqlite3.Connection, table: str) -> dict[str, Column]:
    query = 'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)'
    rows = tried.execute(query, [table])
    return {name: (kind, bool(required), default) for name, kind, required, default in rows}


if __name__ == "__main__":
    json.dump({"columns": columns, "schemas": schemas}[sys.argv[1]](), sys.stdout)
