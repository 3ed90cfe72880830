import pytest

from bare.infrastructure.services.idempotency import Idempotency
from bare.services.ports import Storage


@pytest.fixture
def idempotency(storage: Storage) -> Idempotency:
    return Idempotency(storage, ttl_s=60)
