"""The schema as it is in the database, held against the models and the queries."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, event, inspect, text

from shop.adapters.database import build_engine
from shop.adapters.storage import SqlStorage
from shop.entities import (
    Order,
    OrderItem,
    OrderStatus,
    Position,
)
from shop.models import Base
from shop.settings import Settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = build_engine(settings)
    yield engine
    engine.dispose()


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, Base.metadata) == []


def test_every_foreign_key_has_an_index(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in inspector.get_table_names():
        indexed: list[Sequence[str | None]] = [
            inspector.get_pk_constraint(table)["constrained_columns"],
            *(index["column_names"] for index in inspector.get_indexes(table)),
        ]
        for key in inspector.get_foreign_keys(table):
            columns = key["constrained_columns"]
            assert any(index[: len(columns)] == columns for index in indexed), (table, columns)


def test_a_page_is_found_on_the_index_in_two_statements(engine: Engine) -> None:
    statements: list[str] = []
    storage = SqlStorage(engine)
    moment = datetime.now(UTC)
    item = OrderItem("tea", 1, 5)
    with storage.begin() as uow:
        for _ in range(3):
            order = Order(uuid4(), "a@example.com", (item,), 5, OrderStatus.PENDING, moment)
            uow.orders.add(order, None)

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with storage.begin() as uow:
        uow.orders.page(2, Position(datetime(2100, 1, 1, tzinfo=UTC), uuid4()))

    assert len(statements) == 2
    with engine.connect() as connection:
        query = text(f"EXPLAIN QUERY PLAN {statements[0].replace('?', '1')}")
        plan = " ".join(str(row) for row in connection.execute(query))
    assert "ix_orders_created_at_id" in plan
    assert "TEMP B-TREE" not in plan


def test_sqlite_lets_readers_and_a_writer_work_together(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000
