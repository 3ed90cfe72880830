"""Planned times of a crontab line, by the wall clock of a time zone."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import product

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# In so many days the 29th of February falls on each day of the week.
CYCLE = 28 * 366

FIELDS = 5
PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/([1-9]\d*))?")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


class Cron:
    """Minute, hour, day of the month, month and day of the week, as in crontab(5).

    When clocks change, a time that does not exist is planned for the next one that does, and a
    time that occurs twice for the first one. Where the minute or the hour begins with `*`, planned
    times follow elapsed time instead.
    """

    def __init__(self, line: str, zone: tzinfo = UTC) -> None:
        try:
            fields = line.upper().split()
            if len(fields) != FIELDS:
                raise ValueError("there must be five fields")
            minute, hour, day, month, weekday = fields
            self._minutes = _values("minute", minute, range(60))
            self._hours = _values("hour", hour, range(24))
            self._days = _values("day of the month", day, range(1, 32))
            self._months = _values("month", month, range(1, 13), MONTHS)
            weekdays = _values("day of the week", weekday, range(8), WEEKDAYS)
            self._weekdays = {number % 7 for number in weekdays}
            self._zone = zone
            self._by_elapsed_time = minute.startswith("*") or hour.startswith("*")
            self._either_day = not (day.startswith("*") or weekday.startswith("*"))
            start = date(2000, 1, 1)
            if not any(self._is_day(start + DAY * number) for number in range(CYCLE)):
                raise ValueError("there is no such day")
        except ValueError as error:
            raise ValueError(f"cron {line!r}: {error}") from error

    def latest(self, after: datetime, until: datetime) -> datetime | None:
        if until.replace(second=0, microsecond=0) <= after:
            return None
        day = until.astimezone(self._zone).date() + DAY
        first = after.astimezone(self._zone).date()
        while day >= first:
            if self._is_day(day):
                planned = [moment for moment in self._times(day) if after < moment <= until]
                if planned:
                    return max(planned)
            day -= DAY
        return None

    def _is_day(self, day: date) -> bool:
        if day.month not in self._months:
            return False
        fits = (day.day in self._days, day.isoweekday() % 7 in self._weekdays)
        return any(fits) if self._either_day else all(fits)

    def _times(self, day: date) -> Iterator[datetime]:
        for hour, minute in product(self._hours, self._minutes):
            local = datetime.combine(day, time(hour, minute), self._zone)
            if not self._by_elapsed_time:
                while not self._exists(local):
                    local += MINUTE
            elif self._exists(local):
                yield local.replace(fold=1).astimezone(UTC)
            else:
                continue
            yield local.astimezone(UTC)

    def _exists(self, local: datetime) -> bool:
        return local.astimezone(UTC).astimezone(self._zone) == local


def _values(name: str, text: str, allowed: range, words: Sequence[str] = ()) -> set[int]:
    values: set[int] = set()
    for part in text.split(","):
        match = PART.fullmatch(part)
        if match is None:
            raise ValueError(f"the {name} {part!r} is not valid")
        first, last, step = match.groups()
        low = _number(name, first, allowed, words) if first else allowed[0]
        high = _number(name, last, allowed, words) if last else low
        if first is None or (step and last is None):
            high = allowed[-1]
        if low > high:
            raise ValueError(f"the {name} {part!r} is not valid")
        values.update(range(low, high + 1, int(step or 1)))
    return values


def _number(name: str, text: str, allowed: range, words: Sequence[str]) -> int:
    if text in words:
        return allowed[0] + words.index(text)
    if not text.isdecimal() or int(text) not in allowed:
        raise ValueError(f"the {name} {text!r} is not valid")
    return int(text)
