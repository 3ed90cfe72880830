"""Changes the resources of a project step by step, with rows in its database, and compares with a new project.

Arguments: the program, a folder to work in, the providers of `web` and `db`, and for PostgreSQL the folder of its
programs; MariaDB runs in a container. A database that was brought up through either history must have the same schema,
and rows keep their values.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, Self
from uuid import UUID

from sqlalchemy import Connection, MetaData, create_engine, inspect, make_url, text

PROGRAM, ROOT, WEB, DB, *PROGRAMS = sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]
TIERS = {"lb": "none", "web": WEB, "queue": "none", "cache": "none", "db": DB, "example": "orders"}
MOMENT = datetime(2025, 1, 1, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """A command, then the resources that are written into the blueprint; and the tiers that are chosen after both."""

    resources: str
    tiers: tuple[tuple[str, str], ...] = ()
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
    Step(
        """
[resources.customer]
name = "string(200)?"
email = "email? unique"
owner = "caller = ada"

[resources.invoice]
owner = "caller = ada"
code = "string(40) unique"
payer = "ref(customer)? on_delete=restrict unique"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
""",
        tiers=(("auth", "oidc"),),
        command=("set", "auth=oidc"),
    ),
    Step(
        """
[resources.customer]
name = "string(200)?"
email = "email? unique"
owner = "caller"

[resources.invoice]
keeper = "caller"
code = "string(40)"
payer = "ref(customer)? on_delete=restrict unique"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
""",
        tiers=(("auth", "oidc"),),
        command=("resource", "set", "invoice", "owner=>keeper", "keeper:caller"),
        renamed=(("owner", "keeper"),),
    ),
    Step(
        """
[resources.customer]
name = "string(200)?"
email = "email? unique"

[resources.invoice]
code = "string(40)"
payer = "ref(customer)? on_delete=restrict unique"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
""",
        tiers=(("auth", "oidc"),),
    ),
    Step(
        """
[resources.invoice]
code = "string(40)"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
amount = "int = 1"
""",
        command=("set", "auth=none"),
    ),
    Step("""
[resources.invoice]
code = "string(40)"
total = "decimal(14, 4) = 0"
draft = "bool = true"
status = "enum(open, paid, lost) = lost"
label = "string(20) = 'a b' index"
amount = "int = 1"
collector = "ref(collector)?"

[resources.collector]
name = "string(40)"
team = "ref(team)"

[resources.team]
name = "string(40)"
first = "ref(collector)? on_delete=set_null unique"
last = "ref(collector)? on_delete=cascade"
target = "ref(invoice)?"
"""),
    Step("", tiers=(("example", "none"),), command=("set", "example=none")),
    Step(
        "[resources.note]\ntitle = 'string(80)'\n",
        tiers=(("example", "none"), ("queue", "celery-redis")),
        command=("add", "queue=celery-redis"),
    ),
    Step("[resources.note]\ntitle = 'string(80)'\n", command=("set", "queue=none", "example=orders")),
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
    "owner": "ada",
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


def new(name: str, step: Step) -> Path:
    answers = ROOT / f"{name}.toml"
    answers.write_text(step.resources)
    tiers = (f"{tier}={provider}" for tier, provider in (TIERS | dict(step.tiers)).items())
    words = ("--from", str(answers), "--set", "project.package=shop", "--no-git", "-y")
    run(ROOT, PROGRAM, "new", name, *tiers, *words)
    return ROOT / name


def change(project: Path, step: Step) -> None:
    if step.command:
        run(project, PROGRAM, *step.command, "-y")
    blueprint = project / "tierup.toml"
    blueprint.write_text(TABLES.sub("", blueprint.read_text()) + step.resources)
    run(project, PROGRAM, "update", "-y")
    run(project, PROGRAM, "check")


class Files:
    """A file for each database of SQLite."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def database(self, name: str) -> str:
        """The URL of a new database."""
        return f"sqlite:///{ROOT / name}.db"


class Postgres(Files):
    """A server of its own, which does not run as root."""

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = Path(tempfile.mkdtemp(prefix="histories-"))
        self._data = data / "data"
        self._options: dict[str, str] = {}
        if os.geteuid() == 0:
            shutil.chown(data, "nobody")
            self._options = {"user": "nobody", "cwd": str(data)}
        self._run("initdb", "-U", "postgres", "-A", "trust")
        options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-o", options, "-l", str(data / "log"), "-w", "start")
        self._url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self._data.parent)

    def _run(self, name: str, *arguments: str) -> None:
        command = (str(Path(PROGRAMS[0]) / name), "-D", str(self._data), *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._options)

    def database(self, name: str) -> str:
        with create_engine(engine_url(self._url), isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)


class MariaDb(Files):
    """A server in a container, with the collation of the generated stack."""

    def __enter__(self) -> Self:
        passwords = ("--env", "MARIADB_ROOT_PASSWORD=any", "--env", "MARIADB_USER=owner", "--env", "MARIADB_PASSWORD=any")
        collation = ("--character-set-server=utf8mb4", "--collation-server=utf8mb4_nopad_bin")
        published = ("--publish", "127.0.0.1::3306", "--tmpfs", "/var/lib/mysql:uid=999,gid=999")
        started = self._docker("run", "--detach", "--rm", *published, *passwords, "mariadb:11.8", *collation)
        self._container = started.strip()
        address = self._docker("port", self._container, "3306").splitlines()[0].strip()
        self._url = f"mariadb://owner:any@{address}"
        for _ in range(60):
            try:
                self._sql("GRANT ALL ON *.* TO owner")
            except subprocess.CalledProcessError:
                time.sleep(1)
            else:
                return self
        fail(self._docker("logs", self._container))

    def __exit__(self, *_: object) -> None:
        self._docker("rm", "--force", self._container)

    def _docker(self, *words: str) -> str:
        done = subprocess.run(("docker", *words), check=True, capture_output=True, text=True)
        return done.stdout

    def _sql(self, statement: str) -> None:
        self._docker("exec", self._container, "mariadb", "-uroot", "-pany", "--execute", statement)

    def database(self, name: str) -> str:
        self._sql(f"CREATE DATABASE `{name}`")
        return f"{self._url}/{name}"


SERVERS = {"sqlite": Files, "postgres": Postgres, "mariadb": MariaDb}


def engine_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://").replace("mariadb://", "mariadb+pymysql://")


def connect(url: str) -> Connection:
    return create_engine(engine_url(url)).connect()


def migrate(project: Path, url: str, *, down: bool = False) -> None:
    """Up to the last migration, where the models must need no other one; or down to none."""
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


def halfway(project: Path, server: Files) -> None:
    """A migration that fails on MariaDB says that its tables stay; without them it runs again."""
    url = server.database("halfway")
    with connect(url) as connection:
        connection.execute(text("CREATE TABLE invoices (id int)"))
    words = ("-m", "shop", "migrate") if WEB == "django" else ("-m", "alembic", "upgrade", "head")
    environment = {**os.environ, "PYTHONPATH": "src", "DATABASE_URL": url}
    command = (sys.executable, *words)
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    with connect(url) as connection:
        left = tables(connection)
        if done.returncode == 0 or "docs/operations.md" not in done.stderr or "customers" not in left:
            fail(f"a migration that fails: {done.returncode}, {left}\n{done.stderr}")
        connection.execute(text("SET foreign_key_checks = 0"))
        for table in left:
            connection.execute(text(f"DROP TABLE {table}"))
    migrate(project, url)


def tables(connection: Connection) -> list[str]:
    names = inspect(connection).get_table_names()
    return sorted(name for name in names if not re.match("alembic_|django_|auth_", name))


def schema(url: str) -> dict[str, dict[str, object]]:
    """Everything but the order of columns, and but names of foreign keys, which Django keeps when it renames a column.

    And but the index that Django adds on MariaDB for a foreign key without one, before it renames the column.
    """
    own = re.compile("ix_|uq_" if (WEB, DB) == ("django", "mariadb") else "")
    found: dict[str, dict[str, object]] = {}
    with connect(url) as connection:
        inspector = inspect(connection)
        for table in tables(connection):
            found[table] = {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in inspector.get_columns(table)
                },
                "key": inspector.get_pk_constraint(table)["constrained_columns"],
                "indexes": sorted(
                    (str(index["name"]), index["column_names"], bool(index["unique"]))
                    for index in inspector.get_indexes(table)
                    if own.match(str(index["name"]))
                ),
                "unique": sorted((str(one["name"]), one["column_names"]) for one in inspector.get_unique_constraints(table)),
                "references": sorted(
                    (
                        str(key["name"]) if WEB != "django" else "",
                        key["constrained_columns"],
                        key["referred_table"],
                        str(key["options"].get("ondelete")),
                    )
                    for key in inspector.get_foreign_keys(table)
                ),
            }
    return found


def plain(value: object) -> object:
    """A value as all databases write it."""
    match value:
        case Decimal():
            return float(value)
        case UUID():
            return value.hex
        case datetime():
            return str(value)[:19]
        case bool():
            return int(value)
        case str():
            return re.sub(r"(\d\d:\d\d:\d\d)(\.0+)?$", r"\1", value)
        case int() | float() | None:
            return value
        case _:
            return str(value)


def rows(url: str) -> Rows:
    found: Rows = {}
    with connect(url) as connection:
        for table in {"customers", "invoices"} & {*tables(connection)}:
            result = connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))
            found[table] = [{column: plain(value) for column, value in row.items()} for row in result.mappings()]
    return found


def insert(url: str) -> None:
    metadata = MetaData()
    with connect(url) as connection:
        metadata.reflect(connection, only=("customers", "invoices"))
        for number in range(3):
            one = UUID(int=number).hex if DB == "sqlite" else UUID(int=number)
            common = {"id": one, "created_at": MOMENT, "updated_at": MOMENT}
            customer = {**common, "name": f"c{number}"}
            note = None if number else "x"
            invoice = {
                **common, "number": f"n{number}", "customer_id": one, "total": Decimal("12.25"), "draft": True, "note": note,
            }
            connection.execute(metadata.tables["customers"].insert().values(customer))
            connection.execute(metadata.tables["invoices"].insert().values(invoice))
        connection.commit()


def compare_rows(before: Rows, after: Rows, step: Step) -> None:
    renamed = dict(step.renamed)
    for table in before.keys() & after.keys():
        if len(before[table]) != len(after[table]):
            fail(f"{table} had {before[table]} and has {after[table]}")
        for old, now in zip(before[table], after[table], strict=True):
            kept = {renamed.get(column, column): value for column, value in old.items()}
            for column, value in now.items():
                expected = kept.get(column, ADDED.get(column))
                if value != expected:
                    fail(f"{table}.{column} is {value!r}, not {expected!r}: {old}")


def main(server: Files) -> None:
    project, changed = new("changed", Step("")), server.database("changed")
    migrate(project, changed)
    for number, step in enumerate(STEPS):
        before = rows(changed)
        change(project, step)
        migrate(project, changed)
        compare_rows(before, rows(changed), step)
        if number == 0:
            insert(changed)
        fresh, begun = server.database(f"fresh-{number}"), server.database(f"new-{number}")
        migrate(project, fresh)
        migrate(new(f"new-{number}", step), begun)
        expected = schema(begun)
        for url in (changed, fresh):
            given = schema(url)
            for table in given.keys() | expected.keys():
                if given.get(table) != expected.get(table):
                    fail(f"{url}: {table}\n{given.get(table)}\nnot\n{expected.get(table)}")
        run(project, "ruff", "check", "--no-cache")
        run(project, "ruff", "format", "--check", "--no-cache")
    if DB == "mariadb":
        halfway(ROOT / "new-0", server)
    migrate(project, fresh, down=True)
    with connect(fresh) as connection:
        if left := tables(connection):
            fail(f"the first migration leaves {left}")


if __name__ == "__main__":
    with SERVERS[DB]() as started:
        main(started)
