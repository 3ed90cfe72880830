import pytest

from corner_shop.infrastructure.adapters.processes import SpawnedProcesses
from corner_shop.infrastructure.services.idempotency import Idempotency
from corner_shop.infrastructure.tasks.dispatcher import Dispatcher
from corner_shop.infrastructure.tasks.single_flight import SingleFlight
from corner_shop.services.order_cache import OrderCache
from corner_shop.services.orders import OrderService
from corner_shop.services.ports import Storage
from corner_shop.services.report_days import ReportDays
from corner_shop.services.reports import ReportService

from .fake_cache import FakeCache
from .fake_email import FakeEmail
from .fake_queue import FakeQueue


@pytest.fixture
def idempotency(storage: Storage) -> Idempotency:
    return Idempotency(storage, ttl_s=60)


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def dispatcher(storage: Storage, queue: FakeQueue) -> Dispatcher:
    return Dispatcher(storage, queue)


@pytest.fixture
def email() -> FakeEmail:
    return FakeEmail()


@pytest.fixture
def cache() -> FakeCache:
    return FakeCache()


@pytest.fixture
def orders(
    storage: Storage,
    cache: FakeCache,
    dispatcher: Dispatcher,
    idempotency: Idempotency,
    email: FakeEmail,
) -> OrderService:
    kept = OrderCache(cache, ttl_s=300)
    return OrderService(storage, kept, dispatcher, idempotency, email)


@pytest.fixture
def reports(
    storage: Storage, dispatcher: Dispatcher, idempotency: Idempotency, cache: FakeCache
) -> ReportService:
    days = ReportDays(storage, SingleFlight(cache), SpawnedProcesses(1))
    return ReportService(storage, dispatcher, idempotency, days, most_open=50)
