import time

import pytest
from pydantic import SecretStr

from shop.infrastructure.adapters.storage import build_storage
from shop.infrastructure.errors import StorageUnavailableError
from shop.repositories.unit_of_work import unit_of_work
from shop.settings import Settings


def test_a_server_that_is_down_is_told_apart_in_time() -> None:
    storage = build_storage(
        Settings(database_url=SecretStr("postgresql://shop:p%40ss@127.0.0.1:1/shop")),
        unit_of_work,
    )
    started = time.monotonic()

    with pytest.raises(StorageUnavailableError), storage.begin() as uow:
        uow.keys.get("key")

    assert time.monotonic() - started < 2
    storage.close()
