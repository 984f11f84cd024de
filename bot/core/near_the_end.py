"""Said towards the end of a course: when the next session may be due, and the clinic's asks.

Each is a promised row that is never sent itself: when it falls due it is looked at, and turned into
words, or waits, or is let go with a reason. Nothing is said while skin is not calm or an alert is
open. The clinic's asks are off unless the owner turned them on, and need the client's permission.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core import conversation, days, holds, plan
from bot.core.client import ClientFile, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import Button, Keyboard, Lane, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Pack
from bot.core.said import Answer

NEXT, MAY_WE, OPINION = "next", "may-we", "opinion"
AT = time(11, 0)
ASKED_BEFORE = timedelta(days=7)
LOOKED_AT_AGAIN_AFTER = timedelta(days=1)
OPTIONS = ("great", "good", "fair", "poor", "bad")

SAID = "it was said"
NOT_CALM = "skin was not calm, or something was open, until the end of the course"
LAST = "the last session that was planned"
TURNED_OFF = "the clinic has not turned this on"
ASKED_ALREADY = "it was asked already"
NOT_ALLOWED = "the client has not agreed to be asked"
UNREACHED = "the client stopped the messages or could not be reached"
_PREFIX = "course:"
_FRESH = frozenset({plan.ENDED, NOT_ALLOWED})


def is_promise(row: MessageRow) -> bool:
    """Tell whether a row is such a promise: it is never sent itself."""
    return row.key.startswith(_PREFIX)


def planned(file: ClientFile, pack: Pack) -> ClientFile:
    """Return the file with these promises, dated by the newest session; what was said stays so."""
    if file.ending is not None or file.client.status is Status.INVITED:
        return file
    due = {
        NEXT: due_day(file, pack),
        MAY_WE: due_day(file, pack) - ASKED_BEFORE,
        OPINION: _last_day(file, pack) - ASKED_BEFORE,
    }
    known = file.outbox.rows
    fresh = [_promise(file, name, day) for name, day in due.items()]
    changed = [row for row in fresh if row.key in known and _may_change(known[row.key])]
    return replace(file, outbox=file.outbox.add(fresh).change_all(changed))


def _may_change(row: MessageRow) -> bool:
    return row.state is RowState.PLANNED or row.reason in _FRESH


def _promise(file: ClientFile, name: str, day: date) -> MessageRow:
    return MessageRow(
        key=_key(name, file.session),
        leaflet=f"near_end.{name.replace('-', '_')}",
        due_at=days.instant_of(day, AT, file.client.zone_info),
        lane=Lane.BULK,
        audible=False,
    )


def _key(name: str, session: Session) -> RowKey:
    return RowKey(f"{_PREFIX}{name}:{session.id}")


def without(file: ClientFile) -> ClientFile:
    """Return the file with the steps of the plan alone: what a preview of the course plays."""
    rows = {key: row for key, row in file.outbox.rows.items() if not is_promise(row)}
    return replace(file, outbox=replace(file.outbox, rows=rows))


def earliest_day(file: ClientFile, pack: Pack) -> date:
    """Return the first of the client's days that is not before the clinic's minimum."""
    session = file.session
    weeks = pack.shortest_interval_weeks(session.goal, session.areas)
    return days.day_of(session.ended_at, file.client.zone_info) + timedelta(weeks=weeks)


def due_day(file: ClientFile, pack: Pack) -> date:
    """Return the day on which the next session may be due, by what the provider chose too."""
    chosen = timedelta(weeks=file.session.interval_weeks or 0)
    own = days.day_of(file.session.ended_at, file.client.zone_info) + chosen
    return max(own, earliest_day(file, pack))


def _last_day(file: ClientFile, pack: Pack) -> date:
    last = max((step.day for step in pack.steps), default=0)
    return days.day_of(file.session.ended_at, file.client.zone_info) + timedelta(days=last)


def is_open(file: ClientFile, now: datetime) -> bool:
    """Tell whether an alert about the client's health is open, or an answer is asked again."""
    is_alert = any(
        each.closed_at is None and each.concern not in holds.TECHNICAL for each in file.alerts
    )
    return is_alert or holds.is_held(file, now)


def is_calm(file: ClientFile, pack: Pack) -> bool:
    """Tell whether the last answer to each question of this session was a calm one."""
    last = {each.question: each.option for each in answers_of(file, file.session)}
    return all(
        option in pack.questions[name].calm_options
        for name, option in last.items()
        if name in pack.questions
    )


def answers_of(file: ClientFile, session: Session) -> list[Answer]:
    """Return the answers to the check-ins of one session, the oldest first."""
    own = [each for each in file.answers if each.row.startswith(f"step:{session.id}:")]
    return sorted(own, key=lambda each: each.at)


def fallen_due(file: ClientFile, pack: Pack, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Look at each promise that is due: say it, let it wait, or let it go with a reason."""
    for row in file.outbox.rows.values():
        if is_promise(row) and row.state is RowState.PLANNED and row.due_at <= now:
            file = _looked_at(file, row, pack, clinic, now)
    return file


def _looked_at(
    file: ClientFile, row: MessageRow, pack: Pack, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    name, client = row.key.split(":")[1], file.client
    why_not = UNREACHED if _is_out_of_reach(file) else _WHY_NOT[name](file, clinic)
    if why_not:
        return replace(file, outbox=file.outbox.change_all([skipped(row, why_not)]))
    if client.paused_until is not None and now < client.paused_until:
        return _waiting(file, row, client.paused_until)
    if is_open(file, now) or not is_calm(file, pack):
        if days.day_of(now, client.zone_info) < _last_day(file, pack):
            return _waiting(file, row, row.due_at + LOOKED_AT_AGAIN_AFTER)
        return replace(file, outbox=file.outbox.change_all([skipped(row, NOT_CALM)]))
    until = _until_said(file, now)
    if until > now:
        return _waiting(file, row, until)
    said = file.outbox.change_all([skipped(row, SAID)])
    return replace(file, outbox=said.add([_words(file, row, pack, clinic, now)]))


def _until_said(file: ClientFile, now: datetime) -> datetime:
    """Return until when it waits: people talk, or it is quiet; then all is asked again."""
    client = file.client
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    return conversation.open_until(file, now) or days.end_of_quiet_hours(now, *quiet)


def _is_out_of_reach(file: ClientFile) -> bool:
    return file.client.status is not Status.LINKED or file.client.unreachable_since is not None


def _waiting(file: ClientFile, row: MessageRow, until: datetime) -> ClientFile:
    later = replace(row, due_at=until)
    return replace(file, outbox=file.outbox.change_all([later]))


def _no_next(file: ClientFile, clinic: ClinicFacts) -> str:
    planned = file.session.sessions_planned
    return LAST if planned is not None and len(file.sessions) >= planned else ""


def _no_asking(file: ClientFile, clinic: ClinicFacts) -> str:
    if not (clinic.asks_opinion or _invites(clinic)):
        return TURNED_OFF
    return "" if file.client.permission is None else ASKED_ALREADY


def _no_opinion(file: ClientFile, clinic: ClinicFacts) -> str:
    if not clinic.asks_opinion:
        return TURNED_OFF
    if was_asked(file):
        return ASKED_ALREADY
    return "" if is_allowed(file) else NOT_ALLOWED


_WHY_NOT: Mapping[str, Callable[[ClientFile, ClinicFacts], str]] = {
    NEXT: _no_next,
    MAY_WE: _no_asking,
    OPINION: _no_opinion,
}


def _invites(clinic: ClinicFacts) -> bool:
    return clinic.invites_booking and clinic.booking_url != ""


def is_allowed(file: ClientFile) -> bool:
    """Tell whether the client lets the clinic ask and invite."""
    return file.client.permission is not None and file.client.permission.is_given


def was_asked(file: ClientFile) -> bool:
    """Tell whether the client was asked for their opinion, in any session of this course."""
    said = [key for key in file.outbox.rows if key.startswith(f"said:{_PREFIX}{OPINION}:")]
    return bool(said or file.opinions)


def _words(
    file: ClientFile, row: MessageRow, pack: Pack, clinic: ClinicFacts, now: datetime
) -> MessageRow:
    """Return what is said now, silently."""
    name = row.key.split(":")[1]
    values = {"earliest_on": due_day(file, pack).isoformat()} if name == NEXT else {}
    return replace(
        row,
        key=RowKey(f"said:{row.key}"),
        values=values,
        keyboard=_keyboard(name, file, clinic),
        due_at=now,
    )


def _keyboard(name: str, file: ClientFile, clinic: ClinicFacts) -> Keyboard:
    if name == MAY_WE:
        return ((_button("yes"), _button("no")),)
    if name == OPINION:
        return tuple((_button(option),) for option in OPTIONS)
    if _invites(clinic) and is_allowed(file):
        return ((Button(phrase="near_end.book", url=clinic.booking_url),),)
    return ()


def _button(word: str) -> Button:
    return Button(phrase=f"near_end.options.{word}", data=f"v1:opinion:{word}")
