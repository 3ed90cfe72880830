from sqlalchemy.orm import Session

from corner_shop.infrastructure.storage.dead_letters import SqlDeadLetters
from corner_shop.infrastructure.storage.keys import SqlKeys
from corner_shop.infrastructure.storage.outbox import SqlOutbox
from corner_shop.infrastructure.storage.periodic_tasks import SqlPeriodicTasks
from corner_shop.repositories.orders import SqlOrders
from corner_shop.repositories.reports import SqlReports
from corner_shop.services.ports import UnitOfWork


def unit_of_work(session: Session) -> UnitOfWork:
    return UnitOfWork(
        keys=SqlKeys(session),
        outbox=SqlOutbox(session),
        dead_letters=SqlDeadLetters(session),
        periodic_tasks=SqlPeriodicTasks(session),
        orders=SqlOrders(session),
        reports=SqlReports(session),
    )
