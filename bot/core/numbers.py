"""The clinic's numbers: counts over all client files, and nothing that names a client. Pure.

`tally` counts one file, `total` adds tallies up in any order, `figures` reads them. What was erased
is gone from here too: nothing is kept beside the files.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.core import days, plan
from bot.core.alerts import RAISED
from bot.core.client import ClientFile
from bot.core.outbox import MessageRow, RowState
from bot.core.pack import Pack, StepKind, Urgency

# Before they leave: while they are still at the desk, or getting their coat.
SOON = timedelta(minutes=30)
# A check-in counts as unanswered only after so long.
REPLY_WITHIN = timedelta(hours=24)
LATE_AFTER = timedelta(minutes=5)
# A share of fewer clients than this is not told.
FEWEST = 5
PERIODS_DAYS = (30, 90, None)
ENROLLED, AGREED, NOT_ME = "enrolled", "consent given", "not me"
STOPPED, WITHDRAWN, UNREACHABLE = "stopped", "consent withdrawn", "unreachable"
_CARDS = frozenset({StepKind.CARD, StepKind.CARD_EDIT})

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


def tally(file: ClientFile, pack: Pack, now: datetime, days_back: int | None) -> Tally:
    """Count one file, as of an instant: what happened in the last so many days, or ever."""
    since = None if days_back is None else now - timedelta(days=days_back)
    counting = _Counting(file=file, pack=pack, now=now, since=since)
    found = (
        *_linking(counting),
        *_replies(counting),
        *_alerts(counting),
        *_leavings(counting),
        *_sends(counting),
    )
    return Tally(counts=dict(Counter(found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """One file, and from when to when is counted."""

    file: ClientFile
    pack: Pack
    now: datetime
    since: datetime | None

    def counts(self, at: datetime | None) -> bool:
        """Tell whether an instant lies in the period."""
        return at is not None and at <= self.now and (self.since is None or at >= self.since)

    @property
    def sent(self) -> list[MessageRow]:
        """The planned messages that the client got, oldest first; edits and what joined another
        message left out.
        """
        rows = self.file.outbox.rows.values()
        found = [each for each in rows if each.step and each.state is RowState.SENT]
        own = [each for each in found if each.edits is None and each.reason is None]
        return sorted(own, key=_sent_at)


def _sent_at(row: MessageRow) -> datetime:
    return row.sent_at or row.due_at


def _linking(counting: _Counting) -> Iterator[tuple[str, str]]:
    """Count whether a client who was enrolled in the period linked, and before they left."""
    events = counting.file.events
    enrolled_at = next((each.at for each in events if each.name == ENROLLED), None)
    if enrolled_at is None or not counting.counts(enrolled_at):
        return
    yield "enrolled", ""
    agreed_at: datetime | None = None
    for event in events:
        if event.name == NOT_ME:
            agreed_at = None
        elif event.name == AGREED and agreed_at is None:
            agreed_at = event.at
    if agreed_at is not None and agreed_at <= counting.now:
        yield "linked", ""
        if agreed_at - enrolled_at <= SOON:
            yield "linked_soon", ""


def _replies(counting: _Counting) -> Iterator[tuple[str, str]]:
    """Count check-ins by their day in the plan, and those that were answered."""
    answered = {each.row for each in counting.file.answers if each.at <= counting.now}
    for row in counting.sent:
        step = counting.pack.step(row.step or "")
        is_over = counting.now - _sent_at(row) >= REPLY_WITHIN
        if step is None or not step.questions or not is_over or not counting.counts(row.sent_at):
            continue
        yield "asked", str(step.day)
        if row.key in answered:
            yield "answered", str(step.day)


def _alerts(counting: _Counting) -> Iterator[tuple[str, str]]:
    """Count alerts by urgency, and the seconds until somebody claimed them."""
    if any(counting.counts(row.sent_at) for row in counting.sent):
        yield "followed", ""
    for alert in counting.file.alerts:
        if not counting.counts(alert.raised_at):
            continue
        yield "alert", str(alert.urgency)
        if alert.claimed_at is not None and alert.claimed_at <= counting.now:
            taken = alert.claimed_at - alert.raised_at
            yield f"claim_{alert.urgency}", str(_seconds(taken))


def _leavings(counting: _Counting) -> Iterator[tuple[str, str]]:
    """Count how a client left, each way once, by the message that came before it."""
    ways: dict[str, datetime] = {}
    for event in counting.file.events:
        if event.name in (STOPPED, WITHDRAWN):
            ways[event.name] = event.at
        elif event.name == RAISED and event.facts.get("alert", "").startswith(f"{UNREACHABLE}-"):
            ways[UNREACHABLE] = event.at
    for way, at in ways.items():
        if counting.counts(at):
            before = [row.step or "" for row in counting.sent if _sent_at(row) <= at]
            yield f"left_{way.replace(' ', '_')}", before[-1] if before else ""


def _sends(counting: _Counting) -> Iterator[tuple[str, str]]:
    """Count the seconds by which planned messages came late."""
    for row in counting.sent:
        step = counting.pack.step(row.step or "")
        if step is None or step.kind in _CARDS or not counting.counts(row.sent_at):
            continue
        yield "late", str(_seconds(_sent_at(row) - _meant_at(row, counting)))


def _meant_at(row: MessageRow, counting: _Counting) -> datetime:
    """Return when a message should have gone: by the plan, after quiet hours, once linked.

    A row that failed is put off, so its own time would hide the delay; one that was dated by an
    older plan (a corrected session) has only its own.
    """
    file = counting.file
    session = next((each for each in file.sessions if each.id == row.session), None)
    step = counting.pack.step(row.step or "")
    if session is None or step is None or row.version != session.plan_version:
        return row.due_at
    client = file.client
    due = plan.due_at(step, session, client)
    waking = days.end_of_quiet_hours(due, client.zone_info, client.quiet_from, client.quiet_until)
    return min(waking, row.due_at) if row.due_at >= due else row.due_at


def _seconds(length: timedelta) -> int:
    return max(int(length.total_seconds()), 0)


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
        for way in (STOPPED, WITHDRAWN, UNREACHABLE)
        for step, count in counted.of(f"left_{way.replace(' ', '_')}").items()
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
