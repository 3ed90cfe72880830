"""Connection parameters of libpq, for any ORM."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from shop.settings import Settings


def connection_parameters(settings: Settings) -> dict[str, Any]:
    """Parameters of the URL, such as `sslmode`, take precedence over the settings."""
    _, _, rest = settings.database_url.get_secret_value().partition("://")
    try:
        given: dict[str, Any] = conninfo_to_dict(f"postgresql://{rest}")
    except ProgrammingError:  # whose text would show a part of the URL
        raise ValueError("DATABASE_URL: libpq does not know a parameter, or a stray %") from None
    if password := settings.db_password.get_secret_value():
        given.setdefault("password", password)
    if not settings.db_pgbouncer:  # which refuses options
        options = f"-c statement_timeout={settings.db_statement_timeout_ms} -c timezone=UTC"
        given["options"] = f"{options} {given.get('options', '')}".rstrip()
    return {"connect_timeout": settings.db_connect_timeout_s, **given}


def start_of_transaction(settings: Settings) -> str | None:
    """Limits set in each transaction: with PgBouncer the next may use another connection."""
    if not settings.db_pgbouncer:
        return None
    timeout = settings.db_statement_timeout_ms
    return f"SET LOCAL statement_timeout = {timeout}; SET LOCAL timezone = 'UTC'"
