from sqlalchemy.orm import Session

from shop.infrastructure.storage.dead_letters import SqlDeadLetters
from shop.infrastructure.storage.keys import SqlKeys
from shop.infrastructure.storage.outbox import SqlOutbox
from shop.infrastructure.storage.periodic_tasks import SqlPeriodicTasks
from shop.repositories.orders import SqlOrders
from shop.repositories.reports import SqlReports
from shop.services.ports import UnitOfWork


def unit_of_work(session: Session) -> UnitOfWork:
    return UnitOfWork(
        keys=SqlKeys(session),
        outbox=SqlOutbox(session),
        dead_letters=SqlDeadLetters(session),
        periodic_tasks=SqlPeriodicTasks(session),
        orders=SqlOrders(session),
        reports=SqlReports(session),
    )
