"""When the clinic closes over something for the same day: the client is told not to wait.

At once where it does not open again that day; else at closing time, should nobody have taken the
alert until then. Whoever is on call reads of it without a sound. Rings are `ringing`'s.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import alert_messages, days, holds
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import Lane, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Urgency

CLOSING = "closing.waiting"
TOLD = "the clinic closed, and the client was told"
# It is one of the promises of an alert, which `ringing` looks at.
_PROMISE = "ring-due:{alert}:closing"


def heeded(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Tell the client of an alert for the same day not to wait, now or when the clinic closes."""
    if alert.urgency is not Urgency.SAME_DAY:
        return file
    if clinic.opens_again_today(now):
        return _promised(file, alert, clinic, now)
    return _told(file, alert, clinic, now)


def fallen_due(
    file: ClientFile, row: MessageRow, alert: Alert, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Tell the client not to wait for the clinic, which has closed; not where somebody has it."""
    if alert.claimed_by is not None or clinic.opens_again_today(now):
        return _promised(file, alert, clinic, now)
    file = replace(file, outbox=file.outbox.change_all([skipped(row, TOLD)]))
    if not holds.is_of_this_person(file, alert):
        return file
    return _with_on_call(_told(file, alert, clinic, now), alert, clinic, now)


def free_again(file: ClientFile, alert: Alert, now: datetime) -> ClientFile:
    """Return the file with closing time looked at again: nobody has the alert any more."""
    row = file.outbox.rows.get(_key(alert))
    if row is None or row.state is not RowState.PLANNED:
        return file
    return replace(file, outbox=file.outbox.change_all([replace(row, due_at=now)]))


def _key(alert: Alert) -> RowKey:
    return RowKey(_PROMISE.format(alert=alert.id))


def _promised(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Promise to look at it when the clinic closes next; one that never closes never does."""
    closes = clinic.closes_next(now)
    if closes is None:
        return file
    row = MessageRow(
        key=_key(alert),
        leaflet=CLOSING,
        due_at=closes,
        lane=Lane.ALARM,
        audible=False,
        alert=alert.id,
    )
    return replace(file, outbox=file.outbox.change_all([row]))


def _told(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Tell the client once a day, before all else that waits: they have to know it at once."""
    today = RowKey(f"today:{alert.id}:{days.day_of(now, clinic.zone)}")
    if today in file.outbox.rows:
        return file
    row = MessageRow(key=today, leaflet="alert.not_today", due_at=now, lane=Lane.ALARM)
    return replace(file, outbox=replace(file.outbox, rows={today: row, **file.outbox.rows}))


def _with_on_call(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    chat = clinic.second_contact
    if chat is None or chat in clinic.staff_chats:
        return file
    key = RowKey(f"alert:{alert.id}:closed-{days.day_of(now, clinic.zone)}:{chat}")
    row = replace(alert_messages.by_code(file, alert, chat, now, key=key), audible=False)
    return replace(file, outbox=file.outbox.add([row]))
