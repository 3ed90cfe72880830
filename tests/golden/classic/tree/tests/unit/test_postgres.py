import time
from uuid import UUID

import pytest
from pydantic import SecretStr

from shop.adapters.storage import build_storage
from shop.ports.errors import StorageUnavailableError
from shop.settings import Settings


def test_a_server_that_is_down_is_told_apart_in_time() -> None:
    storage = build_storage(
        Settings(database_url=SecretStr("postgresql://shop:p%40ss@127.0.0.1:1/orders"))
    )
    started = time.monotonic()

    with pytest.raises(StorageUnavailableError), storage.begin() as uow:
        uow.reports.get(UUID(int=0))

    assert time.monotonic() - started < 2
    storage.close()
