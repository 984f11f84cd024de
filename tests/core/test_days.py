"""Days and instants hold on ordinary days and on those when clocks change, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
CAIRO = ZoneInfo("Africa/Cairo")
SANTIAGO = ZoneInfo("America/Santiago")
APIA = ZoneInfo("Pacific/Apia")

SECOND = timedelta(seconds=1)
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
WEEK = timedelta(weeks=1)
# "localtime" is the computer's own zone, not one of the world's.
ZONES = sorted(available_timezones() - {"localtime"})

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=200)


def is_ambiguous(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether clocks in the zone show this local time twice."""
    first, second = (
        datetime.combine(day, at.replace(fold=fold), zone).utcoffset() or timedelta()
        for fold in (0, 1)
    )
    return first > second


@cache
def clock_changes() -> tuple[tuple[str, datetime], ...]:
    """Every change of a UTC offset in every zone from 2024 to 2030, once for zones that agree."""
    found: dict[object, tuple[str, datetime]] = {}
    weeks = [START + number * WEEK for number in range((END - START) // WEEK + 1)]
    for name in ZONES:
        zone = ZoneInfo(name)
        for week, next_week in pairwise(weeks):
            offsets = (week.astimezone(zone).utcoffset(), next_week.astimezone(zone).utcoffset())
            if offsets[0] != offsets[1]:
                found.setdefault((week, offsets), (name, change_between(week, next_week, zone)))
    return tuple(found.values())


def change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first minute with the later offset, found step by step from coarse to fine."""
    before = low.astimezone(zone).utcoffset()
    for step in (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)):
        while low + step < high and (low + step).astimezone(zone).utcoffset() == before:
            low += step
    return low + timedelta(minutes=1)


@st.composite
def zones_and_instants(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """Any zone at any second, half of the time within two days of a clock change."""
    if draw(st.booleans()):
        name, change = draw(st.sampled_from(clock_changes()))
        return ZoneInfo(name), change + draw(st.integers(-48 * 60, 48 * 60)) * timedelta(minutes=1)
    seconds = draw(st.integers(0, (END - START) // SECOND))
    return ZoneInfo(draw(st.sampled_from(ZONES))), START + seconds * SECOND


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The local clock without its zone, as two clocks are compared."""
    return days.local(instant, zone).replace(tzinfo=None)


@thorough
@given(zones_and_instants())
def test_an_instant_survives_the_way_to_local_clocks_and_back(
    pair: tuple[ZoneInfo, datetime],
) -> None:
    """The local day and time of an instant lead back to it, or to the first of its two passes."""
    zone, instant = pair
    clock = wall(instant, zone)
    back = days.instant_of(clock.date(), clock.time(), zone)
    assert days.exists(clock.date(), clock.time(), zone)
    assert wall(back, zone) == clock
    assert back <= instant
    assert (back == instant) or is_ambiguous(clock.date(), clock.time(), zone)


@thorough
@given(zones_and_instants(), st.integers(0, 24 * 60 - 1))
def test_any_local_time_is_the_first_instant_not_before_it(
    pair: tuple[ZoneInfo, datetime], minute: int
) -> None:
    """A second earlier clocks show an earlier time, and at the instant the time or just later."""
    zone, instant = pair
    day, at = days.day_of(instant, zone), time(minute // 60, minute % 60)
    found = days.instant_of(day, at, zone)
    wanted = datetime.combine(day, at)
    assert found.tzinfo is UTC
    assert wall(found - SECOND, zone) < wanted <= wall(found, zone)
    assert (wall(found, zone) == wanted) == days.exists(day, at, zone)
    assert days.local(found, zone).fold == 0


@thorough
@given(zones_and_instants())
def test_a_twice_shown_time_is_shown_again_later(pair: tuple[ZoneInfo, datetime]) -> None:
    """A time is called ambiguous exactly when clocks show it once more within a day."""
    zone, instant = pair
    clock = wall(instant, zone)
    first = days.instant_of(clock.date(), clock.time(), zone)
    second = datetime.combine(clock, clock.time(), tzinfo=zone).replace(fold=1).astimezone(UTC)
    again = second > first and wall(second, zone) == clock
    assert is_ambiguous(clock.date(), clock.time(), zone) == again


@thorough
@given(zones_and_instants(), st.integers(0, 1439), st.integers(0, 1439), st.floats(0, 1, width=16))
def test_quiet_hours_end_at_the_next_instant_outside(
    pair: tuple[ZoneInfo, datetime], start_minute: int, end_minute: int, part: float
) -> None:
    """The end is outside, all before it is quiet, and it is the instant itself when outside."""
    zone, instant = pair
    start = time(start_minute // 60, start_minute % 60)
    end = time(end_minute // 60, end_minute % 60)
    freed = days.end_of_quiet_hours(instant, zone, start, end)
    assert not days.in_quiet_hours(freed, zone, start, end)
    assert (freed == instant) == (not days.in_quiet_hours(instant, zone, start, end))
    if freed > instant:
        between = instant + part * (freed - instant - timedelta(microseconds=1))
        assert days.in_quiet_hours(between, zone, start, end)
        assert days.in_quiet_hours(freed - timedelta(microseconds=1), zone, start, end)


def test_every_zone_has_every_morning() -> None:
    """09:00 exists on each first day of a month in every zone, and lies on that day."""
    for name in ZONES:
        zone = ZoneInfo(name)
        for month in range(1, 13):
            day = date(2026, month, 1)
            assert days.day_of(days.instant_of(day, time(9), zone), zone) == day


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        (BERLIN, date(2026, 3, 28), time(17), "2026-03-28T16:00"),
        (BERLIN, date(2026, 3, 29), time(1, 59), "2026-03-29T00:59"),
        (BERLIN, date(2026, 3, 29), time(2), "2026-03-29T01:00"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        (BERLIN, date(2026, 3, 29), time(3), "2026-03-29T01:00"),
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        (BERLIN, date(2026, 10, 25), time(3), "2026-10-25T02:00"),
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        (CAIRO, date(2026, 4, 24), time(0), "2026-04-23T22:00"),
        (CAIRO, date(2026, 4, 24), time(0, 30), "2026-04-23T22:00"),
        (SANTIAGO, date(2026, 9, 6), time(0), "2026-09-06T04:00"),
        (SANTIAGO, date(2026, 4, 4), time(23, 30), "2026-04-05T02:30"),
        (APIA, date(2011, 12, 29), time(23, 59), "2011-12-30T09:59"),
        (APIA, date(2011, 12, 30), time(9), "2011-12-30T10:00"),
        (APIA, date(2011, 12, 31), time(0), "2011-12-30T10:00"),
    ],
)
def test_a_local_time_is_this_instant(zone: ZoneInfo, day: date, at: time, expected: str) -> None:
    """Skipped times are the end of the gap, repeated ones their first pass."""
    assert days.instant_of(day, at, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "exists", "ambiguous"),
    [
        (BERLIN, date(2026, 3, 29), time(2), False, False),
        (BERLIN, date(2026, 3, 29), time(3), True, False),
        (BERLIN, date(2026, 10, 25), time(2), True, True),
        (BERLIN, date(2026, 10, 25), time(3), True, False),
        (LORD_HOWE, date(2026, 4, 5), time(1, 30), True, True),
        (LORD_HOWE, date(2026, 4, 5), time(1, 29), True, False),
        (LORD_HOWE, date(2026, 10, 4), time(2, 29), False, False),
        (LORD_HOWE, date(2026, 10, 4), time(2, 30), True, False),
        (CAIRO, date(2026, 4, 24), time(0), False, False),
        (CAIRO, date(2026, 10, 29), time(23, 30), True, True),
        (SANTIAGO, date(2026, 9, 6), time(0, 59), False, False),
        (SANTIAGO, date(2026, 4, 4), time(23), True, True),
        (APIA, date(2011, 12, 30), time(12), False, False),
    ],
)
def test_skipped_and_repeated_times_are_known(
    zone: ZoneInfo, day: date, at: time, exists: bool, ambiguous: bool
) -> None:
    """A time in a gap does not exist, one in a fold is ambiguous."""
    assert (days.exists(day, at, zone), is_ambiguous(day, at, zone)) == (exists, ambiguous)


def test_days_are_counted_by_the_calendar_not_by_hours() -> None:
    """Two minutes around midnight are one day, and the long night in autumn is one day too."""
    evening = days.instant_of(date(2026, 10, 24), time(23, 59), BERLIN)
    assert days.day_number(evening + timedelta(minutes=2), evening, BERLIN) == 1
    assert days.day_number(evening + timedelta(hours=25), evening, BERLIN) == 1
    assert days.day_number(evening + timedelta(hours=25, minutes=1), evening, BERLIN) == 2
    assert days.day_number(evening, evening, BERLIN) == 0


def test_a_day_the_calendar_skipped_still_counts() -> None:
    """Apia had no 30 December 2011: an hour over that midnight is two calendar days."""
    ended_at = days.instant_of(date(2011, 12, 29), time(23, 30), APIA)
    assert days.day_number(ended_at + timedelta(hours=1), ended_at, APIA) == 2


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours_cross_midnight(clock: str, expected: bool) -> None:
    """From 21:00 to 08:00 the start is quiet and the end is not."""
    instant = days.instant_of(date(2026, 6, 1), time.fromisoformat(clock), BERLIN)
    assert days.in_quiet_hours(instant, BERLIN, time(21), time(8)) == expected


def test_equal_ends_mean_no_quiet_hours() -> None:
    """From 08:00 to 08:00 nothing is quiet, not even 08:00."""
    instant = days.instant_of(date(2026, 6, 1), time(8), BERLIN)
    assert not days.in_quiet_hours(instant, BERLIN, time(8), time(8))
    assert days.end_of_quiet_hours(instant, BERLIN, time(8), time(8)) == instant


@pytest.mark.parametrize(
    ("instant", "start", "end", "expected"),
    [
        ("2026-03-28T21:00", "21:00", "08:00", "2026-03-29T06:00"),
        ("2026-10-24T20:00", "21:00", "08:00", "2026-10-25T07:00"),
        ("2026-03-28T23:30", "22:00", "02:30", "2026-03-29T01:00"),
        ("2026-10-24T23:30", "22:00", "02:30", "2026-10-25T00:30"),
        ("2026-10-25T01:10", "22:00", "02:30", "2026-10-25T01:30"),
        ("2026-10-25T00:30", "02:15", "06:00", "2026-10-25T01:00"),
        ("2026-10-25T01:30", "02:15", "06:00", "2026-10-25T05:00"),
    ],
)
def test_quiet_hours_end_right_on_clock_change_nights(
    instant: str, start: str, end: str, expected: str
) -> None:
    """Berlin, both changes, also with the end in the gap or in the repeated hour."""
    freed = days.end_of_quiet_hours(
        datetime.fromisoformat(instant).replace(tzinfo=UTC),
        BERLIN,
        time.fromisoformat(start),
        time.fromisoformat(end),
    )
    assert freed == datetime.fromisoformat(expected).replace(tzinfo=UTC)
