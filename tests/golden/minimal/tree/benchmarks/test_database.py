"""What the way to the database costs."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, NullPool, create_engine, insert, select, text
from sqlalchemy.orm import Session

from corner_shop.entities.orders import OrderStatus
from corner_shop.infrastructure.adapters.database import build_engine
from corner_shop.infrastructure.entities import Position
from corner_shop.models import OrderRow
from corner_shop.repositories.orders import WITH_ITEMS, SqlOrders
from corner_shop.settings import Settings

from .measure import Measure

ORDERS = 100_000
PAGE = 20


@pytest.fixture(scope="module")
def engine(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = shutil.copy(migrated, tmp_path_factory.mktemp("many") / "orders.db")
    engine = build_engine(Settings(database_url=SecretStr(f"sqlite:///{path}")))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def last_page(engine: Engine) -> Position:
    """The order before the oldest page of very many."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {
            "id": uuid4(),
            "customer_email": "ada@example.com",
            "total_cents": number,
            "status": OrderStatus.CONFIRMED,
            "created_at": start + timedelta(seconds=number),
        }
        for number in range(ORDERS)
    ]
    with Session(engine) as session, session.begin():
        session.execute(insert(OrderRow), rows)
    return Position(start + timedelta(seconds=PAGE), UUID(int=0))


@pytest.mark.parametrize("way", ["offset", "keyset"])
def test_a_keyset_finds_a_far_page(
    measure: Measure, engine: Engine, last_page: Position, way: str
) -> None:
    def offset() -> int:
        newest_first = select(OrderRow).order_by(OrderRow.created_at.desc(), OrderRow.id.desc())
        query = newest_first.offset(ORDERS - PAGE).limit(PAGE).options(WITH_ITEMS)
        with Session(engine) as session:
            return len(session.scalars(query).all())

    def keyset() -> int:
        with Session(engine) as session:
            return len(SqlOrders(session).page(PAGE, last_page))

    ways = {"offset": offset, "keyset": keyset}
    assert measure.time("keyset, not offset", ways[way], floor=1.5) == PAGE


@pytest.mark.parametrize("way", ["a_connection_each_time", "pool"])
def test_a_pool_saves_connecting(measure: Measure, engine: Engine, way: str) -> None:
    def ask(engine: Engine) -> int:
        with engine.connect() as connection:
            return len(connection.execute(text("SELECT 1")).all())

    unpooled = create_engine(engine.url, poolclass=NullPool)

    def a_connection_each_time() -> int:
        return ask(unpooled)

    def pool() -> int:
        return ask(engine)

    ways = {"a_connection_each_time": a_connection_each_time, "pool": pool}
    assert measure.time("pool, not a connection each", ways[way], floor=1.2) == 1
