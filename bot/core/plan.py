"""The plan: from a session and the steps of its treatment to rows, and what to do when one is due.

Every step has two clocks, a calendar day and hour in the client's zone and hours since the
session; a row is never due before both. Sending is not done here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import conversation, days, sun_advice
from bot.core.client import Client, ClientFile, Session, Status
from bot.core.outbox import Lane, MessageRow, RowKey, RowState, skipped
from bot.core.pack import IfLate, Pack, Step, StepKind
from bot.core.sun_advice import SunPlaces

LINKED_LATER = "linked later"
CORRECTED = "past after the session's time was corrected"
STOPPED = "the client stopped the messages"
ENDED = "the clinic ended the course"
PAUSED = "the messages were paused"
REPLACED = "a newer session took its place"
OUT_OF_TIME = "too late to be of use"
TOLD = "told:"
RESTED = "an emergency of the client was open"
LOOKED_AT_AGAIN_AFTER = timedelta(hours=24)
_REVIVABLE = frozenset({LINKED_LATER, CORRECTED, STOPPED, ENDED})
_EDITS_AND_CARDS = frozenset({StepKind.CARD, StepKind.CARD_EDIT})


class Move(StrEnum):
    """What to do with a due row."""

    SEND = "send"
    WAIT = "wait"
    MERGE = "merge"
    SKIP = "skip"
    TELL_STAFF = "tell_staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do with a due row: with the instant to wait for, or the reason anyone can read."""

    move: Move
    until: datetime | None = None
    reason: str | None = None


def step_key(session: Session, step: str) -> RowKey:
    """Return the one key of a (session, step); a step is planned once."""
    return RowKey(f"step:{session.id}:{step}")


def due_at(step: Step, session: Session, client: Client) -> datetime:
    """Return when both clocks of a step allow it, aware UTC (the card: the session's end)."""
    if step.after_hours is not None:
        return session.ended_at + timedelta(hours=step.after_hours)
    if step.at is None:
        return session.ended_at
    zone = client.zone_info
    day = days.day_of(session.ended_at, zone) + timedelta(days=step.day)
    gate = session.ended_at + timedelta(hours=step.not_before_hours)
    return max(days.instant_of(day, step.at, zone), gate)


def messages_for(session: Session, pack: Pack, client: Client) -> tuple[MessageRow, ...]:
    """Return one planned row per step of the course."""
    return tuple(_row(step, session, client) for step in pack.steps)


def _row(step: Step, session: Session, client: Client) -> MessageRow:
    due = due_at(step, session, client)
    edits = step_key(session, "card") if step.kind is StepKind.CARD_EDIT else None
    return MessageRow(
        key=step_key(session, step.name),
        leaflet=step.leaflet,
        due_at=due,
        lane=Lane.ANSWER if step.kind is StepKind.CARD else Lane.BULK,
        audible=step.audible,
        pin=step.kind is StepKind.CARD,
        edits=edits,
        step=step.name,
        session=session.id,
        valid_until=due + timedelta(hours=step.valid_for_hours),
        if_late=step.if_late,
        if_doubtful=step.if_doubtful,
        version=session.plan_version,
    )


def join(file: ClientFile, now: datetime) -> ClientFile:
    """Start the course of a client who linked now: today's card at once, earlier steps skipped."""
    changed = []
    for row in _unsent_steps(file):
        if row.key == step_key(file.session, "card"):
            changed.append(replace(row, due_at=now, valid_until=now + timedelta(days=7)))
        elif row.due_at <= now:
            changed.append(skipped(row, LINKED_LATER))
    return replace(file, outbox=file.outbox.change_all(changed))


def replan(file: ClientFile, pack: Pack, now: datetime) -> ClientFile:
    """Date the unsent steps anew after a change of session time, zone or hours.

    Rows change in place and their version rises; a step already sent stays sent, and of a course
    that was ended nothing comes back.
    """
    session = replace(file.session, plan_version=file.session.plan_version + 1)
    file = file.with_session(session)
    if file.ending is not None:
        return file
    fresh = {row.key: row for row in messages_for(session, pack, file.client)}
    changed = [_redated(row, fresh, now) for row in _redatable(file) if row.key in fresh]
    return replace(file, outbox=file.outbox.change_all(changed).add(fresh.values()))


def _redatable(file: ClientFile) -> list[MessageRow]:
    card = step_key(file.session, "card")
    linked = file.client.status is not Status.INVITED
    stopped = file.client.status is Status.STOPPED
    return [
        row
        for row in file.outbox.rows.values()
        if row.session == file.session.id
        and not (linked and row.key == card)
        and (row.state is RowState.PLANNED or (row.reason in _REVIVABLE and not stopped))
    ]


def _redated(row: MessageRow, fresh: dict[RowKey, MessageRow], now: datetime) -> MessageRow:
    renewed = fresh[row.key]
    if renewed.due_at <= now and row.state is RowState.SKIPPED:
        return row
    if renewed.due_at <= now and (renewed.valid_until or now) <= now:
        return skipped(renewed, CORRECTED)
    return renewed


def _unsent_steps(file: ClientFile) -> list[MessageRow]:
    return [
        row
        for row in file.outbox.rows.values()
        if row.step is not None and row.state is RowState.PLANNED
    ]


def stop(file: ClientFile, reason: str) -> ClientFile:
    """Skip every unsent step, and what was still to be told of the course, with that reason."""
    rows = [skipped(row, reason) for row in (*_unsent_steps(file), *untold(file))]
    return replace(file, outbox=file.outbox.change_all(rows))


def untold(file: ClientFile) -> list[MessageRow]:
    """Return what was decided about the course and waits for the end of quiet hours."""
    rows = file.outbox.rows.values()
    return [row for row in rows if row.key.startswith(TOLD) and row.state is RowState.PLANNED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a decision about a due row looks at."""

    file: ClientFile
    pack: Pack
    now: datetime
    places: SunPlaces


_Question = Callable[[MessageRow, Step, Moment], Verdict | None]


def decide(row: MessageRow, moment: Moment) -> Verdict:
    """Say what to do with a due step row now: send, wait, merge, skip with a reason, tell staff."""
    step = moment.pack.step(row.step or "")
    if step is None:
        return Verdict(move=Move.SKIP, reason="no longer in the plan")
    questions: tuple[_Question, ...] = (
        _standing,
        _resting,
        _talking,
        _gate,
        _lateness,
        _quiet,
    )
    for question in questions:
        verdict = question(row, step, moment)
        if verdict is not None:
            return verdict
    return Verdict(move=Move.SEND)


def _standing(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    client = moment.file.client
    if client.status is Status.STOPPED:
        return Verdict(move=Move.SKIP, reason=STOPPED)
    if client.unreachable_since is not None:
        return Verdict(move=Move.SKIP, reason="the client could not be reached")
    if step.kind in _EDITS_AND_CARDS:
        return None
    if client.paused_until is not None and moment.now < client.paused_until:
        return Verdict(move=Move.SKIP, reason=PAUSED)
    return None


def _resting(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    """Let every step rest while an emergency is open: nobody is told about cream meanwhile."""
    if not moment.file.is_emergency_open:
        return None
    if row.valid_until is None or row.if_late is IfLate.SEND:
        return Verdict(move=Move.WAIT, until=moment.now + LOOKED_AT_AGAIN_AFTER)
    if moment.now <= row.valid_until:
        return Verdict(move=Move.WAIT, until=row.valid_until + timedelta(seconds=1))
    late = _when_late(row)
    if late is not None and late.move is Move.TELL_STAFF:
        return late
    return Verdict(move=Move.SKIP, reason=RESTED)


def _talking(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    """Let a step wait while client and clinic talk, but never beyond the time it is of use."""
    until = conversation.open_until(moment.file, moment.now)
    is_over = row.valid_until is None or moment.now > row.valid_until
    if until is None or is_over or step.kind in _EDITS_AND_CARDS:
        return None
    ends = (row.valid_until or until) + timedelta(seconds=1)
    return Verdict(move=Move.WAIT, until=min(until, ends))


def go_on(file: ClientFile, pack: Pack, now: datetime) -> ClientFile:
    """Let the steps that rested fall due again, each at its own time or else at once."""
    changed = []
    for row in _unsent_steps(file):
        step = pack.step(row.step or "")
        own = now if step is None else max(now, due_at(step, file.session, file.client))
        if row.session == file.session.id and own < row.due_at:
            changed.append(replace(row, due_at=own))
    return replace(file, outbox=file.outbox.change_all(changed))


def _gate(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    if step.kind is not StepKind.SUN_GATE:
        return None
    if not moment.file.client.sun_reminders:
        return Verdict(move=Move.SKIP, reason="sun reminders are off")
    opens = sun_advice.gate_opens_at(moment.file, moment.pack)
    if moment.now < opens:
        return Verdict(move=Move.WAIT, until=opens)
    reason = sun_advice.why_no_gate_line(moment.now, moment.file, moment.pack, moment.places)
    return None if reason is None else Verdict(move=Move.SKIP, reason=reason)


def _lateness(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    if row.valid_until is None or moment.now <= row.valid_until:
        return None
    return _when_late(row)


def _when_late(row: MessageRow) -> Verdict | None:
    match row.if_late:
        case IfLate.SEND:
            return None
        case IfLate.MERGE:
            return Verdict(move=Move.MERGE, reason="too late for a message of its own")
        case IfLate.TELL_STAFF:
            return Verdict(move=Move.TELL_STAFF, reason="too late; staff were told")
        case IfLate.DROP:
            return Verdict(move=Move.SKIP, reason=OUT_OF_TIME)


def _quiet(row: MessageRow, step: Step, moment: Moment) -> Verdict | None:
    client = moment.file.client
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    if step.kind in _EDITS_AND_CARDS or not days.in_quiet_hours(moment.now, *quiet):
        return None
    until = days.end_of_quiet_hours(moment.now, *quiet)
    if row.valid_until is None or until <= row.valid_until:
        return Verdict(move=Move.WAIT, until=until)
    return _when_late(row) or Verdict(move=Move.WAIT, until=until)


def joins_card(row: MessageRow, file: ClientFile, pack: Pack) -> bool:
    """Tell whether a step would fall into quiet hours and is to be told on the card instead."""
    step = pack.step(row.step or "")
    client = file.client
    return (
        step is not None
        and step.joins_card_as != ""
        and row.state is RowState.PLANNED
        and days.in_quiet_hours(row.due_at, client.zone_info, client.quiet_from, client.quiet_until)
    )


def is_audible(row: MessageRow, file: ClientFile, pack: Pack) -> bool:
    """Tell whether a step makes a sound for this client ("fewer" keeps only a few audible)."""
    step = pack.step(row.step or "")
    if step is None or not file.client.fewer:
        return row.audible
    return row.audible and step.audible_with_fewer
