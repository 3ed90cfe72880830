"""Changes the resources of a project step by step, with rows in its database, and compares with a new project.

Arguments: the program, a folder to work in, the provider of `web`. A database that was brought up through either
history must have the same schema, and rows keep their values.
"""

import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

PROGRAM, ROOT, WEB = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
TIERS = ("lb=none", f"web={WEB}", "queue=none", "cache=none", "db=sqlite")
MOMENT = "2025-01-01 10:00:00.000000"


@dataclass(frozen=True)
class Step:
    """A command, then the resources that are written into the blueprint."""

    resources: str
    command: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


STEPS = (
    Step("""
[resources.customer]
name = "string(120) index"

[resources.invoice]
number = "string(32) unique"
customer = "ref(customer)"
total = "decimal(12, 2) = 0"
draft = "bool = true"
note = "string(40)?"
"""),
    Step("""
[resources.customer]
name = "string(120)"
email = "email? unique"
since = "date = 2024-02-29"

[resources.invoice]
number = "string(32) unique"
customer = "ref(customer) on_delete=cascade"
parent = "ref(invoice)? on_delete=set_null"
total = "decimal(14, 4) = 0"
draft = "bool = true"
note = "text?"
status = "enum(open, paid) = open index"
sent = "bool = false"
sent_at = "datetime = 2024-02-29T12:00:00Z"
copies = "int = 3 index"
size = "bigint? = 5"
label = "string(20) = 'a b'"
extra = "json?"
origin = "uuid? unique"
page = "url?"
"""),
    Step(
        """
[resources.customer]
name = "string(200)?"
email = "email? unique"
since = "date? = 2024-02-29"

[resources.invoice]
code = "string(40) unique"
payer = "ref(customer)? on_delete=restrict unique"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
sent_at = "datetime? index"
copies = "bigint = 3"
size = "bigint? = 5"
label = "string(20) = 'a b' index"
extra = "json?"

[resources.international_shipment_note]
harmonised_system_heading_no = "string(12) index"
approximate_gross_weight_kg = "int unique"
responsible_customer_account = "ref(customer)"
""",
        command=("resource", "set", "invoice", "customer=>payer", "number=>code", "code:string(40) unique"),
        renamed=(("customer_id", "payer_id"), ("number", "code")),
    ),
    Step("""
[resources.invoice]
code = "string(40)"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
amount = "int = 1"
"""),
)
# The values of added columns in rows that exist.
ADDED = {
    "since": "2024-02-29",
    "status": "open",
    "sent": 0,
    "sent_at": "2024-02-29 12:00:00",
    "copies": 3,
    "size": 5,
    "label": "a b",
    "amount": 1,
}
TABLES = re.compile("(?ms)^# The kinds of records[^\n]*\n|^\\[resources\\..*?(?=^#|^\\[(?!resources)|\\Z)")
Rows = dict[str, list[dict[str, object]]]


def fail(text: str) -> NoReturn:
    raise SystemExit(text)


def run(folder: Path, *command: str, **variables: str) -> None:
    environment = {**os.environ, "PYTHONPATH": "src", **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"{folder.name}: {' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")


def new(name: str, resources: str) -> Path:
    answers = ROOT / f"{name}.toml"
    answers.write_text(resources)
    words = ("--from", str(answers), "--set", "project.package=shop", "--no-git", "-y")
    run(ROOT, PROGRAM, "new", name, *TIERS, *words)
    return ROOT / name


def change(project: Path, step: Step) -> None:
    if step.command:
        run(project, PROGRAM, *step.command, "-y")
    blueprint = project / "tierup.toml"
    blueprint.write_text(TABLES.sub("", blueprint.read_text()) + step.resources)
    run(project, PROGRAM, "update", "-y")
    run(project, PROGRAM, "check")


def migrate(project: Path, database: Path, *, down: bool = False) -> None:
    """Up to the last migration, where the models must need no other one; or down to none."""
    url = f"sqlite:///{database}"
    has_models = (project / "src/shop/models/invoices.py").exists()
    if WEB == "django":
        shop = (sys.executable, "-m", "shop")
        label = re.findall(r'label = "(\w+)"', (project / "src/shop/apps.py").read_text())
        run(project, *shop, "migrate", *([*label, "zero"] if down else []), DATABASE_URL=url)
        if has_models and not down:
            run(project, *shop, "makemigrations", "--check", "--dry-run", DATABASE_URL=url)
        return
    alembic = (sys.executable, "-m", "alembic")
    run(project, *alembic, *(("downgrade", "base") if down else ("upgrade", "head")), DATABASE_URL=url)
    if has_models and not down:
        run(project, *alembic, "check", DATABASE_URL=url)


def tables(database: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sorted(name for name in names if not re.match("alembic_|django_|auth_|sqlite_", name))


def schema(path: Path) -> dict[str, object]:
    """Everything but the order of columns."""
    found: dict[str, object] = {}
    with sqlite3.connect(path) as database:
        for table in tables(database):
            (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            indexes = []
            for _, name, unique, origin, _ in database.execute(f"PRAGMA index_list('{table}')"):
                columns = [row[2] for row in database.execute(f"PRAGMA index_info('{name}')")]
                indexes.append([name if origin == "c" else origin, unique, columns])
            found[table] = {
                "columns": {row[1]: row[2:] for row in database.execute(f"PRAGMA table_info('{table}')")},
                "indexes": sorted(indexes),
                "references": sorted(row[2:] for row in database.execute(f"PRAGMA foreign_key_list('{table}')")),
                "constraints": sorted(re.findall(r'CONSTRAINT "?(\w+)"? (\w+)', sql)),
            }
    return found


def rows(path: Path) -> Rows:
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY id")]
            for table in ("customers", "invoices")
            if table in tables(database)
        }


def insert(path: Path) -> None:
    with sqlite3.connect(path) as database:
        for number in range(3):
            one = f"{number:032x}"
            for table, values in (
                ("customers", {"name": f"c{number}"}),
                (
                    "invoices",
                    {
                        "number": f"n{number}",
                        "customer_id": one,
                        "total": 12.25,
                        "draft": True,
                        "note": None if number else "x",
                    },
                ),
            ):
                row = {"id": one, "created_at": MOMENT, "updated_at": MOMENT, **values}
                places = ", ".join("?" * len(row))
                database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", [*row.values()])


def compare_rows(before: Rows, after: Rows, step: Step) -> None:
    renamed = dict(step.renamed)
    for table in before.keys() & after.keys():
        if len(before[table]) != len(after[table]):
            fail(f"{table} had {before[table]} and has {after[table]}")
        for old, now in zip(before[table], after[table], strict=True):
            kept = {renamed.get(column, column): value for column, value in old.items()}
            for column, value in now.items():
                expected = kept.get(column, ADDED.get(column))
                if column == "sent_at" and value is not None:
                    value, expected = str(value)[:19], str(expected)[:19]
                if value != expected:
                    fail(f"{table}.{column} is {value!r}, not {expected!r}: {old}")


def main() -> None:
    project, database = new("changed", ""), ROOT / "changed.db"
    migrate(project, database)
    for number, step in enumerate(STEPS):
        before = rows(database)
        change(project, step)
        migrate(project, database)
        compare_rows(before, rows(database), step)
        if number == 0:
            insert(database)
        fresh, begun = ROOT / f"fresh-{number}.db", ROOT / f"new-{number}.db"
        migrate(project, fresh)
        migrate(new(f"new-{number}", step.resources), begun)
        expected = schema(begun)
        for path in (database, fresh):
            given = schema(path)
            for table in given.keys() | expected.keys():
                if given.get(table) != expected.get(table):
                    fail(f"{path.name}: {table}\n{given.get(table)}\nnot\n{expected.get(table)}")
        run(project, "ruff", "check", "--no-cache")
        run(project, "ruff", "format", "--check", "--no-cache")
    migrate(project, fresh, down=True)
    with sqlite3.connect(fresh) as empty:
        if left := tables(empty):
            fail(f"the first migration leaves {left}")


if __name__ == "__main__":
    main()
