"""Closed days: read from what staff type, added, merged, taken away.

`opening` counts them; a stretch has a limit, so that the clinic always has a next opening to name.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core import days
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, ClosedDays
from bot.core.outbox import UserId
from bot.core.staff_dates import Sentence

AHEAD_MOST_DAYS = 365
STRETCHES_MOST = 50
SHOWN_AHEAD = timedelta(days=14)
TEXT_LIMIT_CHARACTERS = 60

_ONE_DAY = timedelta(days=1)
_DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})"
# A phone makes one sign of two or three dots, and a long dash of two short ones.
_STRETCH = re.compile(rf"({_DAY})(?: ?(?:\.{{2,3}}|…|[-\u2010-\u2015\u2212]+| to ) ?({_DAY}))?")
NOT_UNDERSTOOD = Sentence(phrase="closed.not_understood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The first and the last closed day."""

    first: date
    last: date


def read(text: str, clinic: ClinicFacts, now: datetime) -> Stretch | Sentence:
    """Read "2026-12-24..2026-12-27" or one day; also 24.12.2026. Today is the earliest."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    match = _STRETCH.fullmatch(plain) if len(plain) <= TEXT_LIMIT_CHARACTERS else None
    if match is None:
        return NOT_UNDERSTOOD
    groups = match.groups()
    first = _day(groups[1:7])
    last = _day(groups[8:14]) if groups[7] else first
    if first is None or last is None:
        return NOT_UNDERSTOOD
    if last < first:
        return Sentence(phrase="closed.backwards")
    return _possible(Stretch(first=first, last=last), days.day_of(now, clinic.zone))


def _day(groups: Sequence[str | None]) -> date | None:
    year, month, day, *others = groups
    if year is None:
        day, month, year = others
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _possible(stretch: Stretch, today: date) -> Stretch | Sentence:
    if stretch.last < today:
        return Sentence(phrase="closed.past")
    if stretch.last > today + timedelta(days=AHEAD_MOST_DAYS):
        return Sentence(phrase="closed.too_far")
    return replace(stretch, first=max(stretch.first, today))


def closed(
    file: ClinicFile, stretch: Stretch, clinic: ClinicFacts, by: UserId, now: datetime
) -> ClinicFile | Sentence:
    """Return the file with these days closed, joined with those they touch; past ones go.

    A sentence says why not: it is so already, or the clinic would open no more for too long.
    """
    today = days.day_of(now, clinic.zone)
    if all(day in days_of(file) for day in _each(stretch.first, stretch.last)):
        return Sentence(phrase="closed.already")
    near = [each for each in file.closed if _touch(each, stretch)]
    whole = ClosedDays(
        first=min([stretch.first, *(each.first for each in near)]),
        last=max([stretch.last, *(each.last for each in near)]),
        by=by,
        at=now,
    )
    others = [each for each in file.closed if each not in near and each.last >= today]
    stretches = tuple(sorted([*others, whole], key=lambda each: each.first))
    changed = replace(file, closed=stretches)
    if len(stretches) > STRETCHES_MOST:
        return Sentence(phrase="closed.too_many")
    if any(_opens_no_more(changed, clinic, max(each.first, today)) for each in stretches):
        return Sentence(phrase="closed.too_long")
    return changed


def _opens_no_more(file: ClinicFile, clinic: ClinicFacts, first: date) -> bool:
    """Tell whether nobody could say when the clinic opens next, asked on the first closed day."""
    facts = replace(clinic, closed_days=clinic.closed_days | days_of(file))
    morning = datetime.combine(first, datetime.min.time(), clinic.zone)
    return facts.next_opening(morning) is None and clinic.next_opening(morning) is not None


def opened(file: ClinicFile, first: date) -> ClinicFile:
    """Return the file without the closed days that begin then."""
    return replace(file, closed=tuple(each for each in file.closed if each.first != first))


def coming(file: ClinicFile, today: date) -> tuple[ClosedDays, ...]:
    """Return the closed days that are not over, in order."""
    found = [each for each in file.closed if each.last >= today]
    return tuple(sorted(found, key=lambda each: each.first))


def days_of(file: ClinicFile) -> frozenset[date]:
    """Return each closed day."""
    return frozenset(day for each in file.closed for day in _each(each.first, each.last))


def stretches_of(closed: frozenset[date], today: date, until: date) -> tuple[Stretch, ...]:
    """Return the closed stretches from today on that begin by a day, in order."""
    found: list[Stretch] = []
    for day in sorted(each for each in closed if each >= today):
        if found and day == found[-1].last + _ONE_DAY:
            found[-1] = replace(found[-1], last=day)
        elif day <= until:
            found.append(Stretch(first=day, last=day))
    return tuple(found)


def _touch(closed_days: ClosedDays, stretch: Stretch) -> bool:
    before, after = stretch.first - _ONE_DAY, stretch.last + _ONE_DAY
    return closed_days.first <= after and closed_days.last >= before


def _each(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + step * _ONE_DAY
