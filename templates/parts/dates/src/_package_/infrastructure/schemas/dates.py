"""Days and moments of requests, as text in the format of ISO 8601."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BeforeValidator


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    return date.fromisoformat(value)


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("has no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is out of range") from error


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
