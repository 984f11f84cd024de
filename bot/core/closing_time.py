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
_TODAY = "today:"
# What a text that would say whom to call leaves out, below words that said so.
NOT_AGAIN = {"call_now": ""}
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


def is_told_first(file: ClientFile, concern: str, clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether an alert of the same day, raised now, tells the client first whom to call."""
    opened = file.open_alert(concern)
    alert_id = file.next_alert_id(concern) if opened is None else opened.id
    is_told = _today(alert_id, clinic, now) in file.outbox.rows
    return not is_told and not clinic.opens_again_today(now)


def is_just_told(file: ClientFile, now: datetime) -> bool:
    """Tell whether the client is told at this very instant not to wait, and whom to call."""
    rows = file.outbox.rows.items()
    return any(key.startswith(_TODAY) and row.due_at == now for key, row in rows)


def _today(alert_id: str, clinic: ClinicFacts, now: datetime) -> RowKey:
    return RowKey(f"{_TODAY}{alert_id}:{days.day_of(now, clinic.zone)}")


def _told(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Tell the client once a day, before all else that waits: they have to know it at once.

    One message that raises two alerts is answered so once.
    """
    today = _today(alert.id, clinic, now)
    if today in file.outbox.rows or is_just_told(file, now):
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
