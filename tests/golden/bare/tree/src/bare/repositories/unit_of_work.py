from sqlalchemy.orm import Session

from bare.infrastructure.storage.keys import SqlKeys
from bare.services.ports import UnitOfWork


def unit_of_work(session: Session) -> UnitOfWork:
    return UnitOfWork(
        keys=SqlKeys(session),
    )
