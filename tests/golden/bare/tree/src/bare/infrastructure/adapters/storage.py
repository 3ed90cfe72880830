from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from bare.infrastructure.adapters.database import build_engine
from bare.infrastructure.errors import StorageUnavailableError
from bare.infrastructure.ports.health import Probe
from bare.infrastructure.telemetry.measures import Gauge
from bare.settings import Settings

U = TypeVar("U")

IN_USE = Gauge(
    "db_pool_connections_in_use",
    "Connections to the database that are taken from the pool.",
    multiprocess_mode="livesum",
)


def build_storage(settings: Settings, unit_of_work: Callable[[Session], U]) -> "SqlStorage[U]":
    return SqlStorage(build_engine(settings), unit_of_work)


class SqlStorage(Generic[U]):
    def __init__(self, engine: Engine, unit_of_work: Callable[[Session], U]) -> None:
        self._engine = engine
        self._unit_of_work = unit_of_work
        self._sessions = sessionmaker(engine)
        event.listen(engine, "checkout", lambda *_: IN_USE.inc())
        event.listen(engine, "checkin", lambda *_: IN_USE.dec())

    @contextmanager
    def begin(self) -> Iterator[U]:
        try:
            with self._sessions.begin() as session:
                yield self._unit_of_work(session)
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
