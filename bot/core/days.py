"""Calendar days, local times and instants, right on the days when clocks change.

A day is a calendar day in somebody's zone, an instant is an aware UTC datetime. This module only
translates between the two; what happens on a day or at an hour is decided by plan and opening.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in the zone show this local time.

    A time skipped in spring becomes the first instant after the gap; one that exists twice in
    autumn is the first of the two.
    """
    if exists(day, at, zone):
        return _wall(day, at, zone, fold=0).astimezone(UTC)
    # In a gap the two folds read the offsets of its two sides (PEP 495), so they enclose it.
    before = _wall(day, at, zone, fold=1).astimezone(UTC)
    after = _wall(day, at, zone, fold=0).astimezone(UTC)
    return _first_change(before, after, zone)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant as clocks in the zone show it, aware."""
    return instant.astimezone(zone)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of the instant in the zone."""
    return local(instant, zone).date()


def day_number(instant: datetime, session_ended_at: datetime, zone: ZoneInfo) -> int:
    """Return the calendar days since the session's local day, which is day 0."""
    return (day_of(instant, zone) - day_of(session_ended_at, zone)).days


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether clocks in the zone ever show this local time."""
    return _offset(day, at, zone, fold=0) >= _offset(day, at, zone, fold=1)


def in_quiet_hours(instant: datetime, zone: ZoneInfo, start: time, end: time) -> bool:
    """Say whether local clocks are within the quiet hours, the start included and the end not.

    A start later than the end crosses midnight; equal ones mean that no hour is quiet.
    """
    now = local(instant, zone).time()
    if start <= end:
        return start <= now < end
    return now >= start or now < end


def end_of_quiet_hours(instant: datetime, zone: ZoneInfo, start: time, end: time) -> datetime:
    """Return the next UTC instant outside the quiet hours: the instant itself if it is outside."""
    if not in_quiet_hours(instant, zone, start, end):
        return instant.astimezone(UTC)
    wall = local(instant, zone).replace(tzinfo=None)
    wait = (datetime.combine(wall.date(), end) - wall) % _ONE_DAY
    candidate = instant.astimezone(UTC) + wait
    if local(candidate, zone).utcoffset() == local(instant, zone).utcoffset():
        return candidate
    # Clocks change before the end is reached: ask again from the change on.
    return end_of_quiet_hours(_first_change(instant, candidate, zone), zone, start, end)


def _wall(day: date, at: time, zone: ZoneInfo, *, fold: int) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=zone, fold=fold))


def _offset(day: date, at: time, zone: ZoneInfo, *, fold: int) -> timedelta:
    return _wall(day, at, zone, fold=fold).utcoffset() or timedelta()


def _first_change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant after low with another UTC offset; high must have another."""
    offset = local(low, zone).utcoffset()
    before, after = (
        int(low.timestamp()),
        int(high.timestamp()),
    )  # zones change on whole seconds
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return datetime.fromtimestamp(after, UTC)
