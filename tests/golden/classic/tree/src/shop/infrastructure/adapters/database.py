from sqlalchemy import Engine, create_engine, event, make_url

from shop.infrastructure.adapters.postgres import connection_parameters, start_of_transaction
from shop.infrastructure.adapters.sqlite import sqlite_engine
from shop.settings import Settings


def build_engine(settings: Settings) -> Engine:
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite:"):  # a bare machine
        return sqlite_engine(make_url(url))
    return _postgres_engine(settings)


def _postgres_engine(settings: Settings) -> Engine:
    parameters = connection_parameters(settings)
    start = start_of_transaction(settings)
    if start:  # a prepared statement belongs to a connection, and the next may be another
        parameters["prepare_threshold"] = None
    engine = create_engine(
        "postgresql+psycopg://",
        pool_size=settings.db_pool_size,
        max_overflow=0,
        pool_timeout=settings.db_pool_timeout_s,
        pool_pre_ping=True,
        pool_use_lifo=True,
        connect_args=parameters,
    )
    if start:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(start))
    return engine
