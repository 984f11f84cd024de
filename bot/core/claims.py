"""Who has an alert: taken, handed on, closed with what became of it, opened again.

Each change is one step of the file with what follows from it: the messages of the alert show it,
rings are taken back or promised, and the client hears once that somebody has seen it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import alert_messages, ringing, settling, showing, unread
from bot.core.alert_messages import Standing
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, MessageRow, RowKey, UserId
from bot.core.pack import Urgency

CLAIMED, HANDED_ON, CLOSED = "alert claimed", "alert handed on", "alert closed"
REOPENED, NOTED = "alert opened again", "alert noted"
NOTE_WITHIN = timedelta(minutes=15)
OUTCOMES = ("phoned", "answered", "seen", "urgent_care", "nothing", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something about an alert, by which update, and when."""

    user: UserId
    name: str
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What whoever answers knew of: alerts raised until an instant, and the one they reply to."""

    until: datetime | None = None
    alert: str | None = None


class Taking(StrEnum):
    """What becomes of the wish to take an alert."""

    TAKEN = "taken"
    YOURS = "yours"
    OTHERS = "others"
    CLOSED = "closed"


def taking(alert: Alert, user: UserId, *, over: bool) -> Taking:
    """Say what becomes of it if somebody takes an alert; `over`: also from whoever has it."""
    if alert.closed_at is not None:
        return Taking.CLOSED
    if alert.claimed_by == user:
        return Taking.YOURS
    return Taking.TAKEN if alert.claimed_by is None or over else Taking.OTHERS


def claimed(file: ClientFile, alert: Alert, doing: Doing, clinic: ClinicFacts) -> ClientFile:
    """Return the file with the alert theirs; a second time it says that they still have it.

    Whoever had it before reads that it was taken over; the client hears of the first time only.
    """
    now, former = doing.at, alert.claimed_by
    mine = replace(alert, claimed_by=doing.user, claimed_at=alert.claimed_at or now)
    file = ringing.taken_back(file, alert, ringing.WAS_TAKEN)
    file = ringing.held(file.with_alert(mine), mine, clinic, now)
    if former == doing.user:
        return file
    if alert.claimed_at is None:
        file = _seen(file, mine, now)
    if former is not None:
        file = _taken_over(file, alert, ChatId(former), doing)
    file = _shown(file, mine, doing)
    return file.noting(now, CLAIMED, str(doing.user), alert=alert.id)


def known_from(file: ClientFile, chat: ChatId, message_id: int) -> Known:
    """Return what somebody knew of who answers a message of their chat, or taps a button of it."""
    rows = file.outbox.rows.values()
    mine = (row for row in rows if row.to == chat and row.edits is None and row.sent_at is not None)
    told = next((row for row in mine if row.message_id == message_id), None)
    return Known() if told is None else Known(until=told.sent_at, alert=told.alert)


def taken_by_answering(
    file: ClientFile, doing: Doing, clinic: ClinicFacts, known: Known
) -> ClientFile:
    """Return the file with what nobody had taken theirs, of which they knew when they began.

    An emergency is taken by a reply to its own message only: words about something else leave it
    ringing. The answer itself tells the client that somebody has seen it.
    """
    for alert in file.alerts:
        if _is_answered(alert, known):
            seen = replace(alert, claimed_at=alert.claimed_at or doing.at)
            file = claimed(file, seen, doing, clinic)
    return file


def _is_answered(alert: Alert, known: Known) -> bool:
    if alert.closed_at is not None or alert.claimed_by is not None:
        return False
    if alert.id == known.alert:
        return True
    is_known = known.until is not None and alert.raised_at <= known.until
    return is_known and alert.urgency is not Urgency.EMERGENCY


def seen_after_all(file: ClientFile, by: UserId, since: datetime, now: datetime) -> ClientFile:
    """Tell the client of what somebody took by an answer that never arrived."""
    for alert in file.alerts:
        taken_at = alert.claimed_at
        if alert.claimed_by == by and taken_at is not None and taken_at >= since:
            file = _seen(file, alert, now)
    return file


def _seen(file: ClientFile, alert: Alert, now: datetime) -> ClientFile:
    """Tell the client, once, that somebody at the clinic has seen it, and when."""
    if not unread.is_known_to_client(file, alert):
        return file
    row = MessageRow(
        key=RowKey(f"seen:{alert.id}"),
        leaflet="alert.seen",
        due_at=now,
        values={"seen_time": (alert.claimed_at or now).isoformat()},
        audible=alert.urgency is not Urgency.ROUTINE,
        alert=alert.id,
    )
    return replace(file, outbox=file.outbox.add([row]))


def _taken_over(file: ClientFile, alert: Alert, former: ChatId, doing: Doing) -> ClientFile:
    """Tell whoever had it, without a sound, who has it now."""
    row = MessageRow(
        key=RowKey(f"state:{alert.id}:over-{doing.cause}:{former}"),
        leaflet="staff.state.taken_over",
        due_at=doing.at,
        to=former,
        values={**alert_messages.facts(file, alert, doing.at), "who": doing.name},
        audible=False,
        alert=alert.id,
    )
    return replace(file, outbox=file.outbox.add([row]))


def _shown(file: ClientFile, alert: Alert, doing: Doing) -> ClientFile:
    standing = Standing(alert=alert, who=doing.name, at=doing.at)
    return alert_messages.shown(file, standing, doing.cause, doing.at)


def handed_on(file: ClientFile, alert: Alert, doing: Doing, clinic: ClinicFacts) -> ClientFile:
    """Return the file with the alert free for everybody again, and rung."""
    file = ringing.pooled(file, alert, clinic, doing.at, cause=doing.cause)
    return file.noting(doing.at, HANDED_ON, str(doing.user), alert=alert.id)


def closed(file: ClientFile, alert: Alert, doing: Doing, outcome: str) -> ClientFile:
    """Return the file with the alert closed, for what became of it.

    Where nobody had taken it, whoever closes it is the first: the client hears that it was seen;
    and where nothing else is open, that it is settled.
    The client's words that were opened because of it are taken out of staff chats again.
    """
    done = replace(
        alert, closed_at=doing.at, closed_by=doing.user, outcome=outcome, note="",
        claimed_at=alert.claimed_at or doing.at,
    )  # fmt: skip
    before, file = file, ringing.taken_back(file.with_alert(done), done, ringing.IS_OVER)
    if alert.claimed_at is None:
        file = _seen(file, done, doing.at)
    file = settling.told(before, file, alert, doing.cause, doing.at)
    file = showing.put_away(file, doing.at, alert=alert.id)
    file = _shown(file, done, doing)
    return file.noting(doing.at, CLOSED, str(doing.user), alert=alert.id)


def may_open_again(file: ClientFile, alert: Alert) -> bool:
    """Tell whether an alert is closed, and none of the same concern is open instead."""
    return alert.closed_at is not None and file.open_alert(alert.concern) is None


def opened_again(file: ClientFile, alert: Alert, doing: Doing, clinic: ClinicFacts) -> ClientFile:
    """Return the file with the alert open once more, in the hands of whoever opens it."""
    mine = replace(
        alert, closed_at=None, closed_by=None, outcome="", note="", claimed_by=doing.user,
        claimed_at=alert.claimed_at or doing.at,
    )  # fmt: skip
    file = ringing.held(file.with_alert(mine), mine, clinic, doing.at)
    file = _shown(file, mine, doing)
    return file.noting(doing.at, REOPENED, str(doing.user), alert=alert.id)


def may_note(alert: Alert, user: UserId, now: datetime) -> bool:
    """Tell whether that person has just closed the alert, so that what they type is about it."""
    closed_at = alert.closed_at
    is_theirs = closed_at is not None and alert.closed_by == user
    return is_theirs and now - (closed_at or now) < NOTE_WITHIN


def noted(file: ClientFile, alert: Alert, doing: Doing, note: str) -> ClientFile:
    """Return the file with a line of whoever closed the alert; a later one takes its place."""
    told = replace(alert, note=note)
    file = _shown(file.with_alert(told), told, replace(doing, at=alert.closed_at or doing.at))
    return file.noting(doing.at, NOTED, str(doing.user), alert=alert.id)
