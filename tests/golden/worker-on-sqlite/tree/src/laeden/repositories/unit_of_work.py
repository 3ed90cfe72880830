from sqlalchemy.orm import Session

from laeden.infrastructure.storage.dead_letters import SqlDeadLetters
from laeden.infrastructure.storage.keys import SqlKeys
from laeden.infrastructure.storage.outbox import SqlOutbox
from laeden.infrastructure.storage.periodic_tasks import SqlPeriodicTasks
from laeden.repositories.orders import SqlOrders
from laeden.repositories.reports import SqlReports
from laeden.services.ports import UnitOfWork


def unit_of_work(session: Session) -> UnitOfWork:
    return UnitOfWork(
        keys=SqlKeys(session),
        outbox=SqlOutbox(session),
        dead_letters=SqlDeadLetters(session),
        periodic_tasks=SqlPeriodicTasks(session),
        orders=SqlOrders(session),
        reports=SqlReports(session),
    )
