"""Rings: when an alert sounds, for whom, and how far it goes while nobody takes it.

An alert has one promise, a row that is never sent itself: it falls due, rings, and is promised
anew for the next stage; whoever takes or closes the alert takes it back. After an outage the one
promise that is late rings at once, and none for what was missed meanwhile.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import alert_messages, closing_time, ring_times, showing, unread
from bot.core.alert_messages import Standing
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, Lane, MessageRow, RowKey, RowState, UserId, skipped
from bot.core.pack import Urgency
from bot.core.ring_times import Held, Stage

FREE, HELD = "ring.waiting", "claim.waiting"
IS_OVER, WAS_TAKEN, RANG = "the alert is closed", "somebody took the alert", "it rang"
MESSAGE = "message"
SOUNDS_ONCE_IN = timedelta(seconds=60)
_PROMISE = "ring-due:"
_SECOND = 2


def is_overdue(alert: Alert, clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether an alert is open, taken by nobody, and past its time.

    What is to be watched is never overdue: the bot itself asks the client again.
    """
    if (
        alert.closed_at is not None
        or alert.claimed_by is not None
        or alert.concern == ring_times.AMBER
    ):
        return False
    return now >= ring_times.waited(alert.urgency, clinic, alert.raised_at)


def sounds(
    file: ClientFile, alert: Alert, chat: ChatId, clinic: ClinicFacts, now: datetime
) -> bool:
    """Tell whether a new cause of an alert makes a sound in a staff chat; once in a minute.

    Whoever took it hears what the client adds, at any hour; else all do. Out of hours only an
    emergency sounds: one more of it for all, whoever has the first. Words for the list sound while
    something urgent is open about that client.
    """
    if _has_just_sounded(file, alert, chat, now):
        return False
    if alert.urgency is Urgency.EMERGENCY:
        return True
    if alert.concern == MESSAGE and alert.claimed_by is None:
        return any(_sounds(file, each, chat, clinic, now) for each in _urgent(file))
    return _sounds(file, alert, chat, clinic, now)


def _urgent(file: ClientFile) -> list[Alert]:
    is_open = (each for each in file.alerts if each.closed_at is None)
    return [each for each in is_open if each.urgency is not Urgency.ROUTINE]


def _sounds(
    file: ClientFile, alert: Alert, chat: ChatId, clinic: ClinicFacts, now: datetime
) -> bool:
    if alert.claimed_by is not None:
        return chat == ChatId(alert.claimed_by)
    if alert.urgency is Urgency.EMERGENCY:
        return True
    is_loud = alert.urgency is Urgency.SAME_DAY or ring_times.rings_at_once(file, alert, now)
    return is_loud and clinic.is_open(now)


def _has_just_sounded(file: ClientFile, alert: Alert, chat: ChatId, now: datetime) -> bool:
    return any(
        row.alert == alert.id and row.to == chat and row.audible
        and abs(now - row.due_at) < SOUNDS_ONCE_IN
        for row in file.outbox.rows.values()
    )  # fmt: skip


def began(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with the alert's next ring promised, unless it is already or it never is."""
    if alert.claimed_by is not None or _is_promised(file, alert):
        return file
    first = ring_times.first(file, alert, clinic, now)
    return file if first is None else _promised(file, alert, FREE, *first)


def held(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with whoever took the alert reminded of it, should it stay open."""
    return _promised(file, alert, HELD, Held.REMIND, ring_times.held_until(alert, clinic, now))


def brought_forward(file: ClientFile, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with rings sooner where the clinic opens sooner, and closing looked at."""
    for alert in file.alerts:
        row = file.outbox.rows.get(_key(alert))
        if alert.closed_at is not None or row is None or row.state is not RowState.PLANNED:
            continue
        file = closing_time.free_again(file, alert, now)
        if row.leaflet == FREE:
            sooner = ring_times.anew(file, alert, int(row.values["stage"]), clinic, now)
            due_at = row.due_at if sooner is None else min(row.due_at, max(sooner, now))
            file = replace(file, outbox=file.outbox.change_all([replace(row, due_at=due_at)]))
    return file


def taken_back(file: ClientFile, alert: Alert, reason: str) -> ClientFile:
    """Return the file without a ring to come, nor the word to the client that nobody read it."""
    over = [
        skipped(row, reason)
        for key, row in file.outbox.rows.items()
        if row.state is RowState.PLANNED and (key == _key(alert) or unread.is_about(key, alert))
    ]
    return replace(file, outbox=file.outbox.change_all(over))


def _key(alert: Alert) -> RowKey:
    return RowKey(f"{_PROMISE}{alert.id}")


def is_promise(key: RowKey) -> bool:
    """Tell whether a row of that key promises a ring; such a row is never sent itself."""
    return key.startswith(_PROMISE)


def _is_promised(file: ClientFile, alert: Alert) -> bool:
    row = file.outbox.rows.get(_key(alert))
    return row is not None and row.state is RowState.PLANNED


def _promised(
    file: ClientFile, alert: Alert, kind: str, stage: int, due_at: datetime
) -> ClientFile:
    row = MessageRow(
        key=_key(alert),
        leaflet=kind,
        due_at=due_at,
        values={"stage": str(int(stage))},
        lane=Lane.ALARM,
        audible=False,
        alert=alert.id,
    )
    return replace(file, outbox=file.outbox.change_all([row]))


def fallen_due(
    file: ClientFile, rows: Iterable[MessageRow], clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Ring for every promise among `rows`, which are those that are due."""
    for row in rows:
        if is_promise(row.key):
            file = _fallen_due(file, row, clinic, now)
    return file


def _fallen_due(
    file: ClientFile, row: MessageRow, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    alert = file.alert(row.alert or "")
    if alert is None or alert.closed_at is not None:
        return replace(file, outbox=file.outbox.change_all([skipped(row, IS_OVER)]))
    if row.leaflet == closing_time.CLOSING:
        return closing_time.fallen_due(file, row, alert, clinic, now)
    stage = int(row.values["stage"])
    if row.leaflet == HELD:
        return _reminded(file, alert, stage, clinic, now)
    if not ring_times.may_ring(alert, clinic, now):
        return _promised(file, alert, FREE, stage, clinic.after_open(now, timedelta()))
    return _rung(file, alert, stage, clinic, now)


def _rung(
    file: ClientFile,
    alert: Alert,
    stage: int,
    clinic: ClinicFacts,
    now: datetime,
    *,
    leaflet: str = "staff.ring.again",
) -> ClientFile:
    alert = replace(alert, rings=alert.rings + 1)
    rows = [
        _row(file, alert, chat, clinic, now, leaflet=leaflet)
        for chat in _listeners(alert, stage, clinic)
    ]
    file = file.with_alert(alert)
    file = replace(file, outbox=file.outbox.add(rows))
    if _is_second(alert, stage):
        file = unread.told(file, alert, clinic, now)
    following = ring_times.following(alert, stage, clinic, now)
    if following is not None:
        return _promised(file, alert, FREE, stage + 1, following)
    over = [skipped(row, RANG) for row in (file.outbox.rows.get(_key(alert)),) if row]
    return replace(file, outbox=file.outbox.change_all(over))


def _is_second(alert: Alert, stage: int) -> bool:
    """Tell whether this is the second ring since the alert was raised, or free again."""
    return alert.rings == _SECOND if alert.claimed_at is None else stage == Stage.CONTACT


def _listeners(alert: Alert, stage: int, clinic: ClinicFacts) -> tuple[ChatId, ...]:
    """Return the chats a stage rings in: all staff, whoever is on call, the owners."""
    if stage == Stage.CONTACT and clinic.second_contact is not None:
        return (clinic.second_contact,)
    is_for_owners = stage >= Stage.LATER and alert.urgency is Urgency.EMERGENCY
    if stage in (Stage.CONTACT, Stage.OWNERS) or is_for_owners:
        return clinic.owner_chats
    return clinic.alert_chats


def _row(
    file: ClientFile,
    alert: Alert,
    chat: ChatId,
    clinic: ClinicFacts,
    now: datetime,
    *,
    leaflet: str,
) -> MessageRow:
    key = RowKey(f"ring:{alert.id}:ring-{alert.rings}:{chat}")
    row = alert_messages.by_code(file, alert, chat, now, key=key)
    if chat > 0 and chat not in clinic.staff_chats:
        return row
    if chat < 0:
        return replace(row, leaflet="staff.ring.group")
    row = replace(row, leaflet=leaflet, keyboard=alert_messages.offered(file, alert, chat))
    told = alert_messages.newest_told(file, alert.id)
    return showing.fitted(row, file, clinic, told_as="" if told is None else told.key)


def _reminded(
    file: ClientFile, alert: Alert, stage: int, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Remind whoever has the alert; the second time it is everybody's again."""
    holder = alert.claimed_by
    if stage == Held.RETURN or holder is None or ChatId(holder) not in clinic.staff_chats:
        return pooled(file, alert, clinic, now, cause=f"back-{now:%Y%m%dT%H%M%S}")
    alert = replace(alert, rings=alert.rings + 1)
    row = _row(file, alert, ChatId(holder), clinic, now, leaflet="staff.ring.remind")
    file = file.with_alert(alert)
    file = replace(file, outbox=file.outbox.add([row]))
    return _promised(file, alert, HELD, Held.RETURN, ring_times.held_until(alert, clinic, now))


def pooled(
    file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime, *, cause: str
) -> ClientFile:
    """Return the file with the alert free for everybody, and rung for all, at once if it may.

    `cause` makes the edits of its messages unique.
    """
    alert = replace(alert, claimed_by=None)
    file = alert_messages.shown(file.with_alert(alert), Standing(alert=alert), cause, now)
    file = closing_time.free_again(file, alert, now)
    stage = Stage.FIRST if alert.urgency is Urgency.ROUTINE else Stage.AGAIN
    if not ring_times.may_ring(alert, clinic, now):
        return _promised(file, alert, FREE, stage, clinic.after_open(now, timedelta()))
    return _rung(file, alert, stage, clinic, now, leaflet="staff.ring.free")


def in_vain(file: ClientFile, row: MessageRow, now: datetime) -> ClientFile:
    """Return the file with the next stage due at once, where whoever is on call was not reached."""
    promise = file.outbox.rows.get(RowKey(f"{_PROMISE}{row.alert}"))
    is_ring = row.key.startswith("ring:") and row.leaflet == alert_messages.ON_CALL
    if not is_ring or promise is None or promise.state is not RowState.PLANNED:
        return file
    if promise.leaflet != FREE:
        return file
    sooner = replace(promise, due_at=min(promise.due_at, now))
    return replace(file, outbox=file.outbox.change_all([sooner]))


def left_by(file: ClientFile, user: UserId, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with every open alert of one who left free for everybody again."""
    theirs = [each for each in file.alerts if each.claimed_by == user and each.closed_at is None]
    for alert in theirs:
        file = pooled(file, alert, clinic, now, cause=f"left-{user}-{now:%Y%m%dT%H%M%S}")
    return file
