from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import sessionmaker

from corner_shop.adapters.database import build_engine
from corner_shop.adapters.measures import Gauge
from corner_shop.ports.errors import StorageUnavailableError
from corner_shop.ports.health import Probe
from corner_shop.ports.storage import Storage, UnitOfWork
from corner_shop.repositories.dead_letters import (
    SqlDeadLetters,
)
from corner_shop.repositories.keys import SqlKeys
from corner_shop.repositories.orders import SqlOrders
from corner_shop.repositories.outbox import SqlOutbox
from corner_shop.repositories.reports import SqlReports
from corner_shop.settings import Settings

IN_USE = Gauge(
    "db_pool_connections_in_use",
    "Connections to the database that are taken from the pool.",
    multiprocess_mode="livesum",
)


def build_storage(settings: Settings) -> Storage:
    return SqlStorage(build_engine(settings))


class SqlStorage:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine)
        event.listen(engine, "checkout", lambda *_: IN_USE.inc())
        event.listen(engine, "checkin", lambda *_: IN_USE.dec())

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        try:
            with self._sessions.begin() as session:
                yield UnitOfWork(
                    orders=SqlOrders(session),
                    reports=SqlReports(session),
                    keys=SqlKeys(session),
                    outbox=SqlOutbox(session),
                    dead_letters=SqlDeadLetters(session),
                )
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            reason = getattr(error, "orig", error)  # without the statement and its values
            raise StorageUnavailableError(f"database: {reason}") from error

    def probes(self) -> tuple[Probe, ...]:
        return (Probe("database", self._ping, critical=True),)

    def close(self) -> None:
        self._engine.dispose()

    def _ping(self) -> None:
        with self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))
