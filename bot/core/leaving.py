"""What becomes of rows to somebody who left the staff: nothing about a client is lost or leaks.

An alert that nobody else has heard in private goes to all who are still here.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, MessageRow, RowKey, RowState, anew

LEFT = "no longer on the staff"
_TO_STAFF = ("staff.", "invitation.", "progress.staff_")
_ON_CALL = "on_call."
# Only what told of the alert goes on: neither its rings, nor what changed in a message.
_TELLS = "alert:"


def is_for_one_who_left(row: MessageRow, clinic: ClinicFacts) -> bool:
    """Tell whether a client's file has promised this row to staff who are none any more."""
    if row.leaflet.startswith(_ON_CALL):
        return row.to != clinic.second_contact
    is_private = row.to is not None and row.to > 0
    return is_private and row.leaflet.startswith(_TO_STAFF) and row.to not in clinic.staff_chats


def handed_on(file: ClientFile, gone: ChatId, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with open alerts told to those who stay, where only `gone` had heard."""
    rows: list[MessageRow] = []
    marked: list[MessageRow] = []
    for alert in (each.id for each in file.alerts if each.closed_at is None):
        rows_of = [row for key, row in file.outbox.rows.items() if key.startswith(_TELLS)]
        told = [row for row in rows_of if _is_told(row, alert, gone)]
        if told and not any(_is_heard(row, alert, clinic) for row in rows_of):
            marked.extend(replace(row, reason=LEFT) for row in told)
            rows.extend(
                _again(row, chat, now) for row in told for chat in _idle(file, alert, clinic)
            )
    return replace(file, outbox=file.outbox.change_all(marked).add(rows))


def _idle(file: ClientFile, alert: str, clinic: ClinicFacts) -> list[ChatId]:
    """Return the chats of staff to which nothing about the alert is on its way any more."""
    going = {
        row.to
        for row in file.outbox.rows.values()
        if row.alert == alert and row.state in (RowState.PLANNED, RowState.CLAIMED)
    }
    return [chat for chat in clinic.staff_chats if chat not in going]


def _is_told(row: MessageRow, alert: str, gone: ChatId) -> bool:
    return row.alert == alert and row.to == gone and row.state is RowState.SENT


def _is_heard(row: MessageRow, alert: str, clinic: ClinicFacts) -> bool:
    """Tell whether somebody still here was told of an alert in private."""
    return row.alert == alert and row.to in clinic.staff_chats and row.state is RowState.SENT


def _again(row: MessageRow, chat: ChatId, now: datetime) -> MessageRow:
    """Return the same words for another chat; its key stays with the cause."""
    return replace(anew(row, RowKey(f"{row.key}:to:{chat}"), now), to=chat)
