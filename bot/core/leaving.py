"""What becomes of rows to somebody who left the staff: nothing about a client is lost or leaks.

An alert that nobody else has heard in private goes to all who are still here.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import answer_screens, rights, showing
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, Media, MessageRow, RowKey, RowState, anew
from bot.core.rights import Verb

LEFT = "no longer on the staff"
_ON_CALL = "on_call."
# What a client's file promises to somebody who is neither its client nor staff: whoever opened the
# link, is no client any more, or has words of a client in their chat. All else in private is for
# staff.
_TO_VISITORS = ("consent", "not-me", "visitor-", showing.STAYS)
# What is made for whoever asked for it, and what they must be allowed at the moment of sending.
_ASKED_FOR = {
    Media.CURVE: Verb.SEE_CURVE,
    Media.RECORD: Verb.EXPORT_RECORD,
    Media.PHOTO: Verb.SEE_PHOTOS,
}
# Only what told of the alert goes on: neither its rings, nor what changed in a message.
_TELLS = "alert:"


def is_for_one_who_left(row: MessageRow, clinic: ClinicFacts) -> bool:
    """Tell whether a client's file has promised this row to staff who are none any more.

    A client's words, pictures and record are also for nobody who may not see them any more.
    """
    if row.leaflet.startswith(_ON_CALL):
        return row.to != clinic.second_contact
    if row.to is None or row.to < 0 or row.deletes is not None:
        return False
    if row.shows and not showing.may_open(row.to, clinic):
        return True
    if row.media in _ASKED_FOR and not _may(row.to, _ASKED_FOR[row.media], clinic):
        return True
    return row.to not in clinic.staff_chats and not row.leaflet.startswith(_TO_VISITORS)


def is_asked_for(row: MessageRow) -> bool:
    """Tell whether somebody asked to see this for themselves: it goes to nobody else."""
    return row.media in _ASKED_FOR or bool(row.shows) or answer_screens.is_screen(row)


def _may(chat: ChatId, verb: Verb, clinic: ClinicFacts) -> bool:
    return rights.may(rights.staff_role(chat, clinic), verb)


def handed_on(file: ClientFile, gone: ChatId, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with open alerts told to those who stay, where only `gone` had heard.

    What stands open in the chat of who left is put away there.
    """
    file = showing.put_away(file, now, chat=gone)
    rows: list[MessageRow] = []
    marked: list[MessageRow] = []
    for alert in (each.id for each in file.alerts if each.closed_at is None):
        rows_of = [row for key, row in file.outbox.rows.items() if key.startswith(_TELLS)]
        told = [row for row in rows_of if _is_told(row, alert, gone)]
        if told and not any(_is_heard(row, alert, clinic) for row in rows_of):
            marked.extend(replace(row, reason=LEFT) for row in told)
            rows.extend(
                showing.fitted(_again(row, chat, now), file, clinic)
                for row in told
                for chat in _idle(file, alert, clinic)
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
