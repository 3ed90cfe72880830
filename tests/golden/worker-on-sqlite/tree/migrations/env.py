from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from laeden.infrastructure.adapters.database import build_engine
from laeden.models import Base
from laeden.settings import get_settings

settings = get_settings()


def render_item(_kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations must not break when the code of a type changes, so they name its base."""
    return f"sa.{item.impl!r}" if isinstance(item, TypeDecorator) else False


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
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run against a database; offline SQL is not supported")

engine = build_engine(settings)
with engine.connect() as connection:
    migrate(connection)
engine.dispose()
