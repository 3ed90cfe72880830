import pytest
from pydantic import SecretStr, ValidationError

from shop.infrastructure.adapters.postgres import connection_parameters, start_of_transaction
from shop.settings import Settings

ANY_TEXT = """p@s:s/w#r%d?$ "'\\x"""


def parameters(url: str, password: str | None = None) -> dict[str, object]:
    settings = Settings(database_url=SecretStr(url), db_password=SecretStr(password or ""))
    return connection_parameters(settings)


def test_every_parameter_of_the_url_arrives() -> None:
    trust = "sslmode=verify-full&sslrootcert=system"
    rest = "connect_timeout=9&options=-cwork_mem%3D8MB"

    assert parameters(f"postgresql://shop@db:6432/shop?{trust}&{rest}") == {
        "user": "shop",
        "host": "db",
        "port": "6432",
        "dbname": "shop",
        "sslmode": "verify-full",
        "sslrootcert": "system",
        "connect_timeout": "9",
        "options": "-c statement_timeout=5000 -c timezone=UTC -cwork_mem=8MB",
    }


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_url_may_name_its_scheme_as_others_do(scheme: str) -> None:
    assert parameters(f"{scheme}://db/shop")["dbname"] == "shop"


def test_a_password_apart_may_be_any_text() -> None:
    assert parameters("postgresql://shop@db/shop", ANY_TEXT)["password"] == ANY_TEXT


def test_the_password_of_the_url_counts_first() -> None:
    given = parameters("postgresql://shop:p%40ss@db/shop", "other")

    assert ("password", "p@ss") in given.items()


@pytest.mark.parametrize("password", ["s3/cret", "s3#cret", "s3?cret", "s3@cret"])
def test_a_url_that_its_password_breaks_is_refused_unseen(password: str) -> None:
    with pytest.raises(ValidationError, match="percent-encoded") as refused:
        Settings(database_url=SecretStr(f"postgresql://shop:{password}@db/shop"))

    assert "cret" not in str(refused.value)


def test_pgbouncer_is_told_limits_in_each_transaction_and_no_options() -> None:
    url = SecretStr("postgresql://shop@bouncer/shop")
    settings = Settings(database_url=url, db_pgbouncer=True, db_statement_timeout_ms=70)

    assert "options" not in connection_parameters(settings)
    assert "statement_timeout = 70" in (start_of_transaction(settings) or "")
    assert start_of_transaction(Settings(database_url=url)) is None


def test_what_libpq_does_not_understand_is_refused_unseen() -> None:
    wrong = "s3%cret"
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        parameters(f"postgresql://shop:{wrong}@db/shop")

    assert "cret" not in str(refused.value)
