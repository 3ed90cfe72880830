from sketch.infrastructure.storage.dead_letters import MemoryDeadLetters
from sketch.infrastructure.storage.keys import MemoryKeys
from sketch.infrastructure.storage.outbox import MemoryOutbox
from sketch.infrastructure.storage.periodic_tasks import MemoryPeriodicTasks
from sketch.infrastructure.storage.undo import Undo
from sketch.repositories.orders import MemoryOrders
from sketch.repositories.reports import MemoryReports
from sketch.services.ports import UnitOfWork


def unit_of_work(undo: Undo) -> UnitOfWork:
    return UnitOfWork(
        keys=MemoryKeys(undo),
        outbox=MemoryOutbox(undo),
        dead_letters=MemoryDeadLetters(undo),
        periodic_tasks=MemoryPeriodicTasks(undo),
        orders=MemoryOrders(undo),
        reports=MemoryReports(undo),
    )
