from typing import Literal

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

from shop.infrastructure.adapters.database import build_engine
from shop.models import Base
from shop.settings import get_settings

LOCK = 4_215_001  # any number, as long as every `alembic upgrade` of this database takes the same

settings = get_settings()


def render_item(_kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations must not break when the code of a type changes, so they name its base."""
    return f"sa.{item.impl!r}" if isinstance(item, TypeDecorator) else False


def _wait_for_others(connection: Connection) -> None:
    """Two at once would both create the tables; the second finds nothing left to do.

    A migration takes the time that it needs, but for the locks of tables: requests wait behind it.
    """
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    connection.execute(text(f"SET lock_timeout = {settings.db_lock_timeout_ms}"))


def migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # A column is changed by making its table again: rows that refer to the old one must stay.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        render_item=render_item,
    )
    with context.begin_transaction():
        if not sqlite:
            _wait_for_others(connection)
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run against a database; offline SQL is not supported")

engine = build_engine(settings)
with engine.connect() as connection:
    migrate(connection)
engine.dispose()
