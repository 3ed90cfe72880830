"""What libpq is told, whichever ORM asks."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from shop.settings import Settings


def connection_parameters(settings: Settings) -> dict[str, Any]:
    """Every parameter of the URL arrives, `sslmode` as well, and counts over the settings."""
    _, _, rest = settings.database_url.get_secret_value().partition("://")
    try:
        given = conninfo_to_dict(f"postgresql://{rest}")
    except ProgrammingError:  # whose text would show a part of the URL
        raise ValueError("DATABASE_URL: libpq does not know a parameter, or a stray %") from None
    password = settings.db_password.get_secret_value()
    return {
        "connect_timeout": settings.db_connect_timeout_s,
        **({"password": password} if password else {}),
        **given,
    }


def begin(settings: Settings) -> str:
    """What a transaction starts with: a pool of connections between takes it in no other place."""
    timeout = settings.db_statement_timeout_ms
    return f"SET LOCAL statement_timeout = {timeout}; SET LOCAL timezone = 'UTC'"
