from sqlalchemy.orm import Session

from bare.services.ports import UnitOfWork


def unit_of_work(_session: Session) -> UnitOfWork:
    return UnitOfWork()
