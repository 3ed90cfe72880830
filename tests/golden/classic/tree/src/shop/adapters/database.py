from sqlalchemy import URL, Engine, create_engine, make_url

from shop.adapters.sqlite import sqlite_engine
from shop.settings import Settings


def build_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":  # a bare machine
        return sqlite_engine(url)
    return _postgres_engine(url, settings)


def _postgres_engine(url: URL, settings: Settings) -> Engine:
    timeout = settings.db_statement_timeout_ms
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=settings.db_pool_size,
        max_overflow=0,
        pool_timeout=settings.db_pool_timeout_s,
        pool_pre_ping=True,
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": settings.db_connect_timeout_s,
            "options": f"-c statement_timeout={timeout} -c timezone=UTC",
        },
    )
