from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from corner_shop.infrastructure.entities import TaskMessage
from corner_shop.infrastructure.tasks.leases import Leases
from corner_shop.services.ports import Storage

LEASE_S = 15


def started(storage: Storage, now: datetime) -> TaskMessage:
    message = TaskMessage(uuid4(), "some.task", {})
    with storage.begin() as uow:
        uow.outbox.put(message, now)
        uow.outbox.start(message, now, until=now)
    return message


def test_the_leases_of_what_runs_here_are_renewed_and_no_others(storage: Storage) -> None:
    now = datetime.now(UTC)
    here, elsewhere = started(storage, now), started(storage, now)

    Leases(storage, LEASE_S, lambda: [here.id]).renew()

    with storage.begin() as uow:
        due = uow.outbox.due(now + timedelta(seconds=LEASE_S - 1), limit=10)
    assert [entry.message for entry in due] == [elsewhere]


def test_a_process_that_runs_nothing_asks_nothing_of_the_storage() -> None:
    nothing: list[UUID] = []

    Leases(None, LEASE_S, lambda: nothing).renew()  # type: ignore[arg-type]  # is not used


def test_a_lease_outlives_two_renewals_that_fail(storage: Storage) -> None:
    assert Leases(storage, LEASE_S, list).renew_every_s <= LEASE_S / 3
