"""The schema as it is in the database, held against the models and the queries."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, event, inspect, text

from laeden.entities.orders import Order, OrderItem, OrderStatus
from laeden.infrastructure.adapters.database import build_engine
from laeden.infrastructure.adapters.storage import SqlStorage
from laeden.infrastructure.entities import Position, TaskMessage
from laeden.models import Base
from laeden.repositories.unit_of_work import unit_of_work
from laeden.services.ports import Storage, UnitOfWork
from laeden.settings import Settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = build_engine(settings)
    yield engine
    engine.dispose()


@contextmanager
def noted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, Base.metadata) == []


def test_every_foreign_key_has_an_index(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in inspector.get_table_names():
        indexed: list[Sequence[str | None]] = [
            inspector.get_pk_constraint(table)["constrained_columns"],
            *(unique["column_names"] for unique in inspector.get_unique_constraints(table)),
            *(index["column_names"] for index in inspector.get_indexes(table)),
        ]
        for key in inspector.get_foreign_keys(table):
            columns = key["constrained_columns"]
            assert any(index[: len(columns)] == columns for index in indexed), (table, columns)


def place(storage: Storage, orders: int) -> None:
    item = OrderItem("tea", 1, 5)
    with storage.begin() as uow:
        for _ in range(orders):
            moment = datetime.now(UTC)
            order = Order(uuid4(), "a@example.com", (item,), 5, OrderStatus.PENDING, moment)
            uow.orders.add(order)


def test_a_page_costs_two_statements_however_long_it_is(engine: Engine) -> None:
    storage = SqlStorage(engine, unit_of_work)
    place(storage, 50)

    with noted(engine) as statements, storage.begin() as uow:
        assert len(uow.orders.page(50, None)) == 50

    assert len(statements) == 2


QUERIES: dict[str, Callable[[UnitOfWork], object]] = {
    "ix_orders_created_at_id": lambda uow: uow.orders.page(
        2, Position(datetime(2100, 1, 1, tzinfo=UTC), uuid4())
    ),
    "ix_orders_created_at_id ": lambda uow: uow.orders.lines(2, None),
    "ix_orders_created_at_id (created_at>? AND created_at<?)": lambda uow: uow.orders.takings(
        datetime.now(UTC), datetime.now(UTC)
    ),
    "sqlite_autoindex_idempotency_keys_": lambda uow: uow.keys.get("key"),
    "ix_outbox_available_at": lambda uow: uow.outbox.due(datetime.now(UTC), 100),
    "COVERING INDEX ix_outbox_available_at": lambda uow: uow.outbox.count_due(datetime.now(UTC)),
    "ix_dead_letters_died_at": lambda uow: uow.dead_letters.oldest(100),
    "sqlite_autoindex_periodic_tasks_1": lambda uow: uow.periodic_tasks.decided_until("some.task"),
    "sqlite_autoindex_outbox_1": lambda uow: uow.outbox.start(
        TaskMessage(uuid4(), "some.task", {}), datetime.now(UTC), datetime.now(UTC)
    ),
}


@pytest.mark.parametrize("index", QUERIES)
def test_a_query_is_answered_from_its_index(engine: Engine, index: str) -> None:
    storage = SqlStorage(engine, unit_of_work)

    with noted(engine) as statements, storage.begin() as uow:
        QUERIES[index](uow)

    with engine.connect() as connection:
        query = text(f"EXPLAIN QUERY PLAN {statements[0].replace('?', '1')}")
        plan = " ".join(row.detail for row in connection.execute(query))
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_sqlite_lets_readers_and_a_writer_work_together(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000
