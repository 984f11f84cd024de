"""The clinic's opening hours: read from one line of text, and asked about any instant.

Hours are local times of the clinic's zone; closed days (holidays) are given by the caller. Whom to
call, and what is said when the clinic is closed, is decided elsewhere.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import days

SEARCH_DAYS = 60
EXAMPLE = "Mon-Fri 09:00-18:00; Sat 10:00-14:00"

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_MINUTES = 24 * 60
_PART = re.compile(r"([a-z][a-z,\s-]*?)\s*(\d.*)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_TOO_LONG_CHARACTERS = 500
_NO_DAYS: frozenset[date] = frozenset()


class OpeningHoursError(Exception):
    """Opening hours that cannot be understood; the text is one plain sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """One stretch of a day in minutes after local midnight, 1440 being its end."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """The spans of each weekday, Monday first, in order and without overlap; no span is closed."""

    spans: tuple[tuple[Span, ...], ...]


def parse(text: str) -> OpeningHours:
    """Read a text such as "Mon-Fri 09:00-12:00,14:00-18:00; Sat 10:00-14:00".

    Raises OpeningHoursError, naming the wrong part and giving an example.
    """
    week: list[list[Span]] = [[] for _ in _DAYS]
    plain = re.sub(r"\s*[-\u2010-\u2015\u2212]\s*", "-", text[:_TOO_LONG_CHARACTERS])
    parts = [part.strip() for part in plain.split(";") if part.strip()]
    if not parts or len(text) > _TOO_LONG_CHARACTERS:
        raise OpeningHoursError(
            f"The opening hours are {'too long' if parts else 'empty'}: "
            f"write them like '{EXAMPLE}'."
        )
    for part in parts:
        weekdays, spans = _parse_part(part)
        for weekday in weekdays:
            week[weekday] = _joined(week[weekday] + spans, part)
    return OpeningHours(spans=tuple(tuple(spans) for spans in week))


def is_open(
    hours: OpeningHours,
    instant: datetime,
    zone: ZoneInfo,
    closed: frozenset[date] = _NO_DAYS,
) -> bool:
    """Say whether the clinic is open, the opening instant included and the closing one not."""
    stretches = _stretches(hours, instant, zone, closed, ahead=1)
    return any(opens <= instant < closes for opens, closes in stretches)


def next_opening(
    hours: OpeningHours,
    instant: datetime,
    zone: ZoneInfo,
    closed: frozenset[date] = _NO_DAYS,
) -> datetime | None:
    """Return the next UTC instant at which the clinic is open: the given one if it is open now.

    None when it does not open within 60 days.
    """
    for opens, closes in _stretches(hours, instant, zone, closed, ahead=SEARCH_DAYS):
        if instant < closes:
            return max(opens, instant.astimezone(UTC))
    return None


def closes_at(
    hours: OpeningHours,
    instant: datetime,
    zone: ZoneInfo,
    closed: frozenset[date] = _NO_DAYS,
) -> datetime | None:
    """Return the UTC instant at which the clinic, open now, closes.

    None when it is closed now, or open without a break for 60 days.
    """
    end: datetime | None = None
    for opens, closes in _stretches(hours, instant, zone, closed, ahead=SEARCH_DAYS):
        if end is None:
            end = closes if opens <= instant < closes else None
        elif opens == end:  # around midnight or a skipped hour two stretches are one
            end = closes
        else:
            return end
    horizon = days.day_of(instant, zone) + timedelta(days=SEARCH_DAYS)
    return end if end is None or days.day_of(end, zone) <= horizon else None


def after_open(
    hours: OpeningHours,
    instant: datetime,
    length: timedelta,
    zone: ZoneInfo,
    closed: frozenset[date] = _NO_DAYS,
) -> datetime | None:
    """Return the UTC instant at which the clinic has been open so long since the given one.

    None when it is not open for so long within 60 days.
    """
    left = length
    for opens, closes in _stretches(hours, instant, zone, closed, ahead=SEARCH_DAYS):
        begins = max(opens, instant.astimezone(UTC))
        if closes <= begins:
            continue
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    return None


def _parse_part(part: str) -> tuple[list[int], list[Span]]:
    match = _PART.fullmatch(part)
    if match is None:
        raise _not_understood(part, part)
    weekdays = [day for item in match[1].split(",") for day in _weekdays(item.strip(), part)]
    return weekdays, [_span(item.strip(), part) for item in match[2].split(",")]


def _weekdays(item: str, part: str) -> list[int]:
    ends = [_weekday(name, part) for name in item.split("-")]
    if len(ends) > 2:
        raise _not_understood(item, part)
    return [(ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1)]


def _weekday(name: str, part: str) -> int:
    found = [number for number, day in enumerate(_DAYS) if day.startswith(name.strip().lower())]
    if len(found) != 1 or len(name) < 2:
        raise _not_understood(name or part, part)
    return found[0]


def _span(item: str, part: str) -> Span:
    match = _SPAN.fullmatch(item)
    if match is None:
        raise _not_understood(item or part, part)
    opens_hour, opens_minute, closes_hour, closes_minute = (
        int(number) for number in match.groups()
    )
    span = Span(
        opens_minute=opens_hour * 60 + opens_minute,
        closes_minute=closes_hour * 60 + closes_minute,
    )
    on_the_clock = max(opens_minute, closes_minute) < 60 and span.closes_minute <= _DAY_MINUTES
    if not on_the_clock or span.opens_minute >= span.closes_minute:
        raise _not_understood(item, part)
    return span


def _joined(spans: list[Span], part: str) -> list[Span]:
    ordered = sorted(spans)
    for earlier, later in itertools.pairwise(ordered):
        if later.opens_minute < earlier.closes_minute:
            raise OpeningHoursError(
                f"In the opening hours '{part}' overlaps with other hours of the same day: "
                f"write each hour once, like '{EXAMPLE}'."
            )
    return ordered


def _not_understood(wrong: str, part: str) -> OpeningHoursError:
    place = "" if wrong == part else f" in '{part}'"
    return OpeningHoursError(
        f"In the opening hours '{wrong}'{place} is not understood: "
        f"write them like '{EXAMPLE}' and leave closed days out."
    )


def _stretches(
    hours: OpeningHours,
    instant: datetime,
    zone: ZoneInfo,
    closed: frozenset[date],
    *,
    ahead: int,
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open stretches in UTC, from the day before the instant to so many days ahead."""
    today = days.day_of(instant, zone)
    for day in (today + timedelta(days=step) for step in range(-1, ahead + 1)):
        for span in () if day in closed else hours.spans[day.weekday()]:
            opens = _instant(day, span.opens_minute, zone)
            closes = _instant(day, span.closes_minute, zone)
            if opens < closes:  # a stretch that falls into a clock change may have no length
                yield opens, closes


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == _DAY_MINUTES:
        return days.instant_of(day + timedelta(days=1), time(), zone)
    return days.instant_of(day, time(minute // 60, minute % 60), zone)
