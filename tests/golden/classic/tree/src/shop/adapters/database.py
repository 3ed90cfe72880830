from sqlalchemy import Connection, Engine, create_engine, event, make_url

from shop.adapters.postgres import begin, connection_parameters
from shop.adapters.sqlite import sqlite_engine
from shop.settings import Settings


def build_engine(settings: Settings) -> Engine:
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite:"):  # a bare machine
        return sqlite_engine(make_url(url))
    return _postgres_engine(settings)


def _postgres_engine(settings: Settings) -> Engine:
    engine = create_engine(
        "postgresql+psycopg://",
        pool_size=settings.db_pool_size,
        max_overflow=0,
        pool_timeout=settings.db_pool_timeout_s,
        pool_pre_ping=True,
        pool_use_lifo=True,
        # A prepared statement belongs to a session, and PgBouncer may change that between two.
        connect_args={"prepare_threshold": None, **connection_parameters(settings)},
    )
    limits = begin(settings)

    @event.listens_for(engine, "begin")
    def _limit(connection: Connection) -> None:
        connection.exec_driver_sql(limits)

    return engine
