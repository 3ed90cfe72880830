import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from laeden.infrastructure.tasks.cron import Cron

needs_time_zones = pytest.mark.skipif(not available_timezones(), reason="no time zones are known")


def planned(line: str, start: str, end: str, zone: str | None = None) -> list[str]:
    """All planned times from start to end, without seconds, as the clock in the zone shows them."""
    place = ZoneInfo(zone) if zone else UTC
    cron = Cron(line, place)
    after, until = (datetime.fromisoformat(text).replace(tzinfo=place) for text in (start, end))
    times: list[datetime] = []
    while latest := cron.latest(after, until):
        assert after < latest <= until
        times.insert(0, latest)
        until = latest - timedelta(microseconds=1)
    return [f"{time.astimezone(place):%m-%d %H:%M}" for time in times]


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("30 3 * * *", ["01-01 03:30", "01-02 03:30"]),
        ("0 */12 2 * *", ["01-02 00:00", "01-02 12:00"]),
        ("5,50-52/2 23 1 jan *", ["01-01 23:05", "01-01 23:50", "01-01 23:52"]),
        ("40/10 0 2 * *", ["01-02 00:40", "01-02 00:50"]),
        ("0 9 * * MON-TUE", ["01-01 09:00", "01-02 09:00"]),
        ("0 9 * * 2", ["01-02 09:00"]),
        ("0 9 * * 7", []),
        ("0 9 1 * TUE", ["01-01 09:00", "01-02 09:00"]),
        ("0 9 */2 * TUE", []),
    ],
)
def test_times_are_those_of_the_line(line: str, times: list[str]) -> None:
    assert planned(line, "2024-01-01 00:00", "2024-01-03 00:00") == times


def test_a_time_is_planned_as_soon_as_it_has_come() -> None:
    assert planned("30 3 * * *", "2024-01-01 03:29:59", "2024-01-01 03:30") == ["01-01 03:30"]
    assert planned("30 3 * * *", "2024-01-01 03:30", "2024-01-02 03:29:59") == []


def test_rare_days_are_found_after_years() -> None:
    assert planned("0 0 29 2 *", "2021-01-01", "2027-01-01") == ["02-29 00:00"]


@needs_time_zones
@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("30 2 * * *", ["03-30 02:30", "03-31 03:00", "04-01 02:30"]),
        ("0,30 2 31 * *", ["03-31 03:00"]),
        ("30 1,3 31 * *", ["03-31 01:30", "03-31 03:30"]),
        ("*/30 2 31 * *", []),
    ],
)
def test_a_time_that_the_clock_skips_is_planned_right_after(line: str, times: list[str]) -> None:
    assert planned(line, "2024-03-30 00:00", "2024-04-02 00:00", "Europe/Berlin") == times


@needs_time_zones
@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("30 2 * * *", ["10-26 02:30", "10-27 02:30", "10-28 02:30"]),
        ("*/30 2 27 * *", ["10-27 02:00", "10-27 02:30", "10-27 02:00", "10-27 02:30"]),
    ],
)
def test_a_time_that_the_clock_repeats_is_planned_once(line: str, times: list[str]) -> None:
    assert planned(line, "2024-10-26 00:00", "2024-10-29 00:00", "Europe/Berlin") == times


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("30 3 * *", "there must be five fields"),
        ("0 30 3 * * *", "there must be five fields"),
        ("60 3 * * *", "the minute '60' is not valid"),
        ("0 24 * * *", "the hour '24' is not valid"),
        ("0 3 0 * *", "the day of the month '0' is not valid"),
        ("0 3 * ABC *", "the month 'ABC' is not valid"),
        ("0 3 * * 5-1", "the day of the week '5-1' is not valid"),
        ("*/0 * * * *", "the minute '*/0' is not valid"),
        ("0 0 30 2 *", "there is no such day"),
    ],
)
def test_a_line_that_means_nothing_is_refused(line: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"cron {line!r}: {fault}")):
        Cron(line)
