"""What is counted in one client file: linking, replies, alerts, leaving, lateness. Pure.

Each happening has its instant, so that any period can be counted; the counts are `numbers`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import days, plan
from bot.core.alerts import RAISED
from bot.core.client import ClientFile
from bot.core.outbox import MessageRow, RowState
from bot.core.pack import Pack, StepKind

# Before they leave: while they are still at the desk, or getting their coat.
SOON = timedelta(minutes=30)
# A check-in counts as unanswered only after so long.
REPLY_WITHIN = timedelta(hours=24)
ENROLLED, AGREED, NOT_ME = "enrolled", "consent given", "not me"
STOPPED, WITHDRAWN, UNREACHABLE = "stopped", "consent withdrawn", "unreachable"
_CARDS = frozenset({StepKind.CARD, StepKind.CARD_EDIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that is counted: when it was, what it is, and a detail of it."""

    at: datetime
    what: str
    detail: str = ""


def happenings(file: ClientFile, pack: Pack, now: datetime) -> list[Happening]:
    """Return all that is counted of one client up to an instant."""
    counting = _Counting(file=file, pack=pack, now=now, sent=_sent(file))
    return [
        *_linking(counting),
        *_replies(counting),
        *_alerts(counting),
        *_leavings(counting),
        *_sends(counting),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """One file as of an instant; `sent` are the planned messages its client got, oldest first."""

    file: ClientFile
    pack: Pack
    now: datetime
    sent: list[MessageRow]


def _sent(file: ClientFile) -> list[MessageRow]:
    """Return what was sent by plan; edits, and what joined another message, are left out."""
    found = [
        each
        for each in file.outbox.rows.values()
        if each.step and each.state is RowState.SENT and each.edits is None and each.reason is None
    ]
    return sorted(found, key=_sent_at)


def _sent_at(row: MessageRow) -> datetime:
    return row.sent_at or row.due_at


def _linking(counting: _Counting) -> Iterator[Happening]:
    """Tell, at the enrolment, whether the client linked, and whether before they left."""
    events = counting.file.events
    enrolled_at = next((each.at for each in events if each.name == ENROLLED), None)
    if enrolled_at is None:
        return
    yield Happening(at=enrolled_at, what="enrolled")
    agreed_at: datetime | None = None
    for event in events:
        if event.name == NOT_ME:
            agreed_at = None
        elif event.name == AGREED and agreed_at is None:
            agreed_at = event.at
    if agreed_at is not None and agreed_at <= counting.now:
        yield Happening(at=enrolled_at, what="linked")
        if agreed_at - enrolled_at <= SOON:
            yield Happening(at=enrolled_at, what="linked_soon")


def _replies(counting: _Counting) -> Iterator[Happening]:
    """Tell of check-ins by their day in the plan, and of those that were answered."""
    answered = {each.row for each in counting.file.answers if each.at <= counting.now}
    for row in counting.sent:
        step, at = counting.pack.step(row.step or ""), _sent_at(row)
        if step is None or not step.questions or counting.now - at < REPLY_WITHIN:
            continue
        yield Happening(at=at, what="asked", detail=str(step.day))
        if row.key in answered:
            yield Happening(at=at, what="answered", detail=str(step.day))


def _alerts(counting: _Counting) -> Iterator[Happening]:
    """Tell of alerts by urgency, with the seconds until somebody claimed them."""
    times = [at for row in counting.sent if (at := _sent_at(row)) <= counting.now]
    if times:
        yield Happening(at=times[-1], what="followed")
    for alert in counting.file.alerts:
        at = alert.raised_at
        yield Happening(at=at, what="alert", detail=str(alert.urgency))
        if alert.claimed_at is not None and alert.claimed_at <= counting.now:
            seconds = str(_seconds(alert.claimed_at - at))
            yield Happening(at=at, what=f"claim_{alert.urgency}", detail=seconds)


def _leavings(counting: _Counting) -> Iterator[Happening]:
    """Tell how a client left, each way once, by the message that came before it."""
    ways: dict[str, datetime] = {}
    for event in counting.file.events:
        if event.at > counting.now:
            continue
        if event.name in (STOPPED, WITHDRAWN):
            ways[event.name] = event.at
        elif event.name == RAISED and event.facts.get("alert", "").startswith(f"{UNREACHABLE}-"):
            ways[UNREACHABLE] = event.at
    for way, at in ways.items():
        before = [row.step or "" for row in counting.sent if _sent_at(row) <= at]
        yield Happening(at=at, what=left_kind(way), detail=before[-1] if before else "")


def left_kind(way: str) -> str:
    """Return what leaving in that way is counted as."""
    return f"left_{way.replace(' ', '_')}"


def _sends(counting: _Counting) -> Iterator[Happening]:
    """Tell of the seconds by which planned messages came late."""
    for row in counting.sent:
        step = counting.pack.step(row.step or "")
        if step is None or step.kind in _CARDS:
            continue
        at = _sent_at(row)
        yield Happening(at=at, what="late", detail=str(_seconds(at - _meant_at(row, counting))))


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
