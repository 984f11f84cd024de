"""The healing curve: a client's answers over the days, beside what the plan calls normal. Pure.

It says where each answer lies and how it was read when it was given; the words and the picture are
made elsewhere. Nothing here judges: an answer means what the plan's table says, and no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core import check_in, course, days
from bot.core.client import ClientFile, Session
from bot.core.outbox import MessageRow, RowState
from bot.core.pack import Guidance, Pack, Urgency
from bot.core.said import Answer

SEEN = "healing curve seen"
SHORTEST_DAYS = 7
# A check-in may be answered for so long before its day counts as silent.
SILENT_AFTER = timedelta(hours=24)
_ONE_DAY = timedelta(days=1)
_UNSENT = frozenset({RowState.SKIPPED, RowState.DOUBTFUL})


class Mark(StrEnum):
    """How an answer was read: calm, to be watched, or for the same day."""

    CALM = "calm"
    AMBER = "amber"
    SAME_DAY = "same_day"


_RANK = {Mark.CALM: 0, Mark.AMBER: 1, Mark.SAME_DAY: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One answer: when, on the clock of the course, and which option of its question."""

    at: float
    option: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From when to when the plan calls an option normal, on the clock of the course."""

    option: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The answers to one question: the newest session's in runs, broken where one is missing.

    `options` go from calm to worse; where they have no order (`is_ordered`), nothing is joined.
    `former` are the answers after the session before.
    """

    question: str
    options: tuple[str, ...]
    is_ordered: bool
    runs: tuple[tuple[Point, ...], ...] = ()
    former: tuple[tuple[Point, ...], ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """All answers after the newest session, in order of time."""
        return tuple(point for run in self.runs for point in run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """All answers of a course. The clock counts local days: 3.5 is noon of day 3.

    `day` is today, `last_day` where the picture ends, `days` the days with a check-in till then.
    `silent` are check-ins that nobody answered, `unsent` those that did not go out.
    """

    reference: str
    day: int
    last_day: int
    days: tuple[int, ...]
    lines: tuple[Line, ...]
    silent: tuple[float, ...] = ()
    unsent: tuple[float, ...] = ()
    has_former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A file as it stood in one of its sessions: the answers to that session alone."""

    file: ClientFile
    pack: Pack
    now: datetime

    @property
    def session(self) -> Session:
        return self.file.session

    @property
    def answers(self) -> list[Answer]:
        stem = f"step:{self.session.id}:"
        mine = [each for each in self.file.answers if each.row.startswith(stem)]
        return sorted((each for each in mine if each.at <= self.now), key=lambda each: each.at)

    def clock(self, instant: datetime) -> float:
        """Return an instant on the clock of the course."""
        zone: ZoneInfo = self.file.client.zone_info
        local = days.local(instant, zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        part = (local.replace(tzinfo=None) - midnight) / _ONE_DAY
        return days.day_number(instant, self.session.ended_at, zone) + part


def curve(file: ClientFile, pack: Pack, now: datetime) -> Curve:
    """Return the curve of a client as of an instant."""
    view = _View(file=file, pack=pack, now=now)
    day = max(days.day_number(now, file.session.ended_at, file.client.zone_info), 0)
    asked = _check_in_days(pack)
    last_day = next((each for each in asked if each >= max(day, SHORTEST_DAYS)), max(asked))
    rows = _check_ins(view)
    answered = {each.row for each in view.answers}
    former = _former(view)
    return Curve(
        reference=file.client.reference,
        day=day,
        last_day=last_day,
        days=tuple(each for each in asked if each <= last_day),
        lines=tuple(_lines(view, former, last_day)),
        silent=tuple(
            view.clock(at)
            for row in rows
            if (at := row.sent_at) is not None
            and row.key not in answered
            and now - at >= SILENT_AFTER
        ),
        unsent=tuple(
            view.clock(row.due_at)
            for row in rows
            if row.state in _UNSENT and row.due_at <= now and row.key not in answered
        ),
        has_former=former is not None,
    )


def _check_in_days(pack: Pack) -> tuple[int, ...]:
    """Return the days on which the plan asks something; a week at least."""
    asked = {step.day for step in pack.steps if step.questions}
    return tuple(sorted(asked)) or (SHORTEST_DAYS,)


def _former(view: _View) -> _View | None:
    """Return the file as it stood in the session before, where something was answered then."""
    sessions = view.file.sessions[:-1]
    if not sessions:
        return None
    former = replace(view, file=replace(view.file, sessions=sessions))
    return former if former.answers else None


def _check_ins(view: _View) -> list[MessageRow]:
    """Return the check-ins of the newest session that are out, or should have been."""
    steps = {step.name for step in view.pack.steps if step.questions}
    rows = [
        row
        for row in view.file.outbox.rows.values()
        if row.session == view.session.id and row.step in steps
    ]
    over = [row for row in rows if row.state in _UNSENT or row.state is RowState.SENT]
    return sorted(over, key=_when)


def _when(row: MessageRow) -> datetime:
    return row.sent_at or row.due_at


def _lines(view: _View, former: _View | None, last_day: int) -> Iterable[Line]:
    """Return a line for each question that was asked by now, in the order of the plan."""
    wanted = dict.fromkeys(each for step in view.pack.steps for each in step.questions)
    asked = {name for row in _check_ins(view) for name in _questions(row, view.pack)}
    for name in wanted:
        before = () if former is None else _within(_runs(former, name), last_day)
        runs = _runs(view, name)
        if name in asked or runs or before:
            yield Line(
                question=name,
                options=view.pack.questions[name].options,
                is_ordered=_is_ordered(name, view.pack),
                runs=runs,
                former=before,
                bands=tuple(_bands(view, name, last_day)),
            )


def _within(runs: tuple[tuple[Point, ...], ...], last_day: int) -> tuple[tuple[Point, ...], ...]:
    """Leave out what came later than the newest session has come so far."""
    cut = (tuple(point for point in run if point.at < last_day + 1) for run in runs)
    return tuple(run for run in cut if run)


def _is_ordered(question: str, pack: Pack) -> bool:
    """Tell whether the plan reads the options of a question as better and worse."""
    rules = pack.course
    return rules is not None and (question in rules.rise or question in rules.still)


def _questions(row: MessageRow, pack: Pack) -> tuple[str, ...]:
    step = pack.step(row.step or "")
    return () if step is None else step.questions


def _runs(view: _View, question: str) -> tuple[tuple[Point, ...], ...]:
    """Return the answers to a question, a new run after each check-in that lacks one."""
    answers = [each for each in view.answers if each.question == question]
    given = {each.row for each in answers}
    missing = [
        _when(row)
        for row in _check_ins(view)
        if question in _questions(row, view.pack) and row.key not in given
    ]
    runs: list[list[Point]] = []
    last: datetime | None = None
    for answer in answers:
        if last is None or any(last < at < answer.at for at in missing):
            runs.append([])
        runs[-1].append(_point(view, answer))
        last = answer.at
    return tuple(tuple(run) for run in runs)


def _point(view: _View, answer: Answer) -> Point:
    return Point(at=view.clock(answer.at), option=answer.option, mark=_mark(view, answer))


def _mark(view: _View, answer: Answer) -> Mark:
    """Return how an answer was read, with the question more that it called for."""
    if answer.option == check_in.WORRIED:
        return Mark.SAME_DAY
    meant = check_in.meaning(view.file, answer, view.pack)
    more = None
    if meant is not None and meant.ask is not None:
        more = view.file.answer_to(answer.row, meant.ask)
    further = None if more is None else check_in.meaning(view.file, more, view.pack)
    return max(_read(meant), _read(further), key=lambda each: _RANK[each])


def _read(guidance: Guidance | None) -> Mark:
    if guidance is None:
        return Mark.CALM
    if guidance.urgency in (Urgency.SAME_DAY, Urgency.EMERGENCY):
        return Mark.SAME_DAY
    return Mark.AMBER if guidance.amber else Mark.CALM


def _bands(view: _View, question: str, last_day: int) -> Iterable[Band]:
    """Return when each option is normal: a calm one, of which the table makes nothing more."""
    asked = [step.day for step in view.pack.steps if question in step.questions]
    end = min(max(asked), last_day) + 1.0
    for option in view.pack.questions[question].options:
        for start_hours, end_hours in _normal_hours(view.pack, question, option):
            start = view.clock(view.session.ended_at + timedelta(hours=start_hours))
            stop = end
            if end_hours is not None:
                stop = min(view.clock(view.session.ended_at + timedelta(hours=end_hours)), end)
            if start < stop:
                yield Band(option=option, start=start, end=stop)


def _normal_hours(pack: Pack, question: str, option: str) -> Iterable[tuple[int, int | None]]:
    """Return the stretches of hours since a session in which the table calls an option normal."""
    if option not in pack.questions[question].calm_options:
        return
    mine = [each for each in pack.guidance if each.question == question]
    turns = {0, *(each.from_hours for each in mine)}
    turns |= {each.until_hours for each in mine if each.until_hours is not None}
    stretches = [*pairwise(sorted(turns)), (max(turns), None)]
    start: int | None = None
    for begin, end in stretches:
        found = course.guidance_after(question, option, timedelta(hours=begin), pack)
        is_normal = _read(found) is Mark.CALM and (found is None or found.ask is None)
        if is_normal and start is None:
            start = begin
        if start is not None and (not is_normal or end is None):
            yield start, None if is_normal else begin
            start = None
