import pytest

from laeden.adapters.processes import SpawnedProcesses
from laeden.ports.storage import Storage
from laeden.services.dispatcher import Dispatcher
from laeden.services.order_cache import OrderCache
from laeden.services.orders import OrderService
from laeden.services.reports import ReportService
from laeden.services.single_flight import SingleFlight

from .fakes import FakeCache, FakeEmail, FakeQueue


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def email() -> FakeEmail:
    return FakeEmail()


@pytest.fixture
def cache() -> FakeCache:
    return FakeCache()


@pytest.fixture
def dispatcher(storage: Storage, queue: FakeQueue) -> Dispatcher:
    return Dispatcher(storage, queue)


@pytest.fixture
def orders(
    storage: Storage, cache: FakeCache, dispatcher: Dispatcher, email: FakeEmail
) -> OrderService:
    return OrderService(storage, OrderCache(cache, ttl_s=300), dispatcher, email)


@pytest.fixture
def reports(storage: Storage, dispatcher: Dispatcher, cache: FakeCache) -> ReportService:
    return ReportService(storage, dispatcher, SingleFlight(cache), SpawnedProcesses(1))
