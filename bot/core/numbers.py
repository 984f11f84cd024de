"""The clinic's numbers: counts over all client files, and nothing that names a client. Pure.

`tally` counts the happenings of a period, `total` adds tallies up in any order, `figures` reads
them. What was erased is gone: nothing is kept beside the files.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.core import counting
from bot.core.counting import Happening
from bot.core.pack import Urgency

LATE_AFTER = timedelta(minutes=5)
# A share of fewer clients than this is not told.
FEWEST = 5
PERIODS_DAYS = (30, 90, None)

Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often what was counted, by what it is and a detail of it (a day, a step, seconds)."""

    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of(self, what: str) -> dict[str, int]:
        """Return the counts of one kind, by their detail."""
        return {detail: count for (kind, detail), count in self.counts.items() if kind == what}

    def one(self, what: str, detail: str = "") -> int:
        """Return one count."""
        return self.counts.get((what, detail), 0)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return all tallies in one."""
    counts: Counts = Counter()
    for each in tallies:
        counts.update(each.counts)
    return Tally(counts=dict(counts))


def tally(happenings: Iterable[Happening], now: datetime, days_back: int | None) -> Tally:
    """Count what happened in the last so many days, or ever (None), up to an instant."""
    since = None if days_back is None else now - timedelta(days=days_back)
    counts: Counts = Counter(
        (each.what, each.detail)
        for each in happenings
        if each.at <= now and (since is None or each.at >= since)
    )
    return Tally(counts=dict(counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many; of too few clients it is not told."""

    count: int
    of: int

    @property
    def is_told(self) -> bool:
        """Tell whether enough clients stand behind it that none is recognisable."""
        return self.of >= FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How many, the middle and the longest in seconds; `most` holds for 99 of 100."""

    count: int = 0
    median: int = 0
    most: int = 0
    worst: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of one period (None: ever)."""

    days_back: int | None
    linked_soon: Share
    linked: Share
    replies: Mapping[int, Share]
    alerts: Mapping[Urgency, Share]
    claims: Mapping[Urgency, Times]
    left: Mapping[tuple[str, str], Share]
    lateness: Times
    late: Share


def figures(counted: Tally, days_back: int | None) -> Figures:
    """Return what is told of a tally."""
    enrolled, followed = counted.one("enrolled"), counted.one("followed")
    answered = counted.of("answered")
    asked = sorted(counted.of("asked").items(), key=lambda each: int(each[0]))
    late = counted.of("late")
    return Figures(
        days_back=days_back,
        linked_soon=Share(count=counted.one("linked_soon"), of=enrolled),
        linked=Share(count=counted.one("linked"), of=enrolled),
        replies={int(day): Share(count=answered.get(day, 0), of=many) for day, many in asked},
        alerts={each: Share(count=counted.one("alert", each), of=followed) for each in Urgency},
        claims={each: _times(counted.of(f"claim_{each}")) for each in Urgency},
        left=_left(counted, followed),
        lateness=_times(late),
        late=Share(
            count=sum(n for at, n in late.items() if int(at) > LATE_AFTER.total_seconds()),
            of=sum(late.values()),
        ),
    )


def _left(counted: Tally, followed: int) -> Mapping[tuple[str, str], Share]:
    """Return who left, by the way and the step before it, the most frequent first."""
    ways = [
        ((way, step), count)
        for way in (counting.STOPPED, counting.WITHDRAWN, counting.UNREACHABLE)
        for step, count in counted.of(counting.left_kind(way)).items()
    ]
    ways.sort(key=lambda each: (-each[1], each[0]))
    return {key: Share(count=count, of=followed) for key, count in ways}


def _times(seconds: Mapping[str, int]) -> Times:
    """Return the middle, the 99th of a hundred and the longest of counted seconds."""
    ordered = sorted((int(length), count) for length, count in seconds.items())
    count = sum(each for _, each in ordered)
    if not count:
        return Times()
    return Times(
        count=count,
        median=_nth(ordered, ceil(count * 0.5)),
        most=_nth(ordered, ceil(count * 0.99)),
        worst=ordered[-1][0],
    )


def _nth(ordered: list[tuple[int, int]], place: int) -> int:
    """Return the length that stands at a place, counted from 1."""
    for length, count in ordered:
        place -= count
        if place <= 0:
            return length
    return 0
