"""A day and a time become an instant, also in the nights when clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import staff_dates
from bot.core.staff_dates import Sentence, Window

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")


@pytest.mark.parametrize(
    ("zone", "day", "clock", "hours"),
    [
        (BERLIN, date(2026, 10, 25), time(2, 30), [0, 1]),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), [5, 6]),
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), [14, 15]),
    ],
)
def test_a_time_that_came_twice_has_two_instants(
    zone: ZoneInfo, day: date, clock: time, hours: list[int]
) -> None:
    """In autumn clocks show an hour (or half of one) twice; both are offered, earlier first."""
    window = Window(zone=zone, now=datetime(2026, 12, 1, tzinfo=UTC), days_back=365)
    found = staff_dates.instants(day, clock, window)
    assert isinstance(found, tuple)
    assert [instant.hour for instant in found] == hours
    assert {instant.astimezone(zone).time() for instant in found} == {clock}


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30)),
        (NEW_YORK, date(2026, 3, 8), time(2, 0)),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15)),
        (APIA, date(2011, 12, 30), time(12, 0)),
    ],
)
def test_a_time_that_clocks_skipped_is_refused(zone: ZoneInfo, day: date, clock: time) -> None:
    """In spring a time is left out, in Samoa once a whole day was."""
    now = datetime.combine(day, time(), UTC) + timedelta(days=2)
    window = Window(zone=zone, now=now, days_back=84)
    expected = Sentence(phrase="dates.skipped_time", values={"clock": f"{clock:%H:%M}"})
    assert staff_dates.instants(day, clock, window) == expected


def test_of_a_time_that_comes_twice_only_what_has_passed_is_meant() -> None:
    """Between the two 02:30 of the autumn night only the first can be the session's end."""
    now = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    window = Window(zone=BERLIN, now=now, days_back=84)
    found = staff_dates.instants(date(2026, 10, 25), time(2, 30), window)
    assert found == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC),)
