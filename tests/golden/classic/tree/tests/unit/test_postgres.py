import time

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from shop.infrastructure.adapters.storage import build_storage
from shop.infrastructure.errors import StorageUnavailableError
from shop.settings import Settings


def test_a_server_that_is_down_is_told_apart_in_time() -> None:
    storage = build_storage(
        Settings(database_url=SecretStr("postgresql://shop:p%40ss@127.0.0.1:1/shop")),
        lambda session: session,
    )
    started = time.monotonic()

    with pytest.raises(StorageUnavailableError), storage.begin() as session:
        session.execute(text("SELECT 1"))

    assert time.monotonic() - started < 2
    storage.close()
