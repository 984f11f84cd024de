"""Deliver what is due in one file: write the intent, send row by row, write down what became of it.

Between "Telegram accepted" and "we wrote it down" lies the only doubt; the claim on disk before the
send is what makes it visible after a crash. A change in place needs none (`core/intents`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import answer_group, remember_message, take_away, tend_photo, transmit_row
from bot.core import (
    alerts,
    answer_truth,
    answering,
    delivery,
    intents,
    invitations,
    leaving,
    photo_chores,
    reasons,
    request_name,
    retry_times,
    sun_advice,
)
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.delivery import Lease
from bot.core.desk import DeskFile
from bot.core.intents import Rows
from bot.core.outbox import ChatId, FileId, MessageRow
from bot.core.plan import Moment
from bot.ports import (
    CONTENT_FAULT,
    Blocked,
    Damaged,
    Doubtful,
    File,
    MessageGone,
    Migrated,
    NotFound,
    Outside,
    Refused,
    TryLater,
)

LEASE = timedelta(minutes=15)
UNREACHABLE = "the chat cannot be reached"
GONE_ALREADY = "it was gone already"
NO_CHAT = "no chat"
_Change = Callable[[File], File]


async def deliver_rows(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> int:
    """Send all that is due in a file now, alarms first; return how many rows Telegram took.

    A chat that must wait keeps its order: its later rows wait as long.
    """
    file, rows = await _claim(outside, clinic, file_id)
    own_chat = _own_chat(file)
    waiting: dict[ChatId | None, datetime] = {}
    taken = 0
    for row in rows:
        if row.to in waiting:
            await _change(outside, file_id, row, _holding_back(row, waiting[row.to]))
            continue
        try:
            with request_name.of_row(file_id, row.key):
                taken += await _send(outside, clinic, file_id, row, own_chat)
        except TryLater as later:
            now = outside.clock.now()
            waiting[row.to] = _until(row, later, now)
            await _change(outside, file_id, row, _putting_off(row, later, now))
    return taken


def _until(row: MessageRow, later: TryLater, now: datetime) -> datetime:
    return retry_times.again_at(row, later.delay, now) if later.was_tried else now + later.delay


def _putting_off(row: MessageRow, later: TryLater, now: datetime) -> _Change:
    if not later.was_tried:
        return _holding_back(row, _until(row, later, now))
    return lambda file: delivery.put_off(file, row.key, later.delay, now)


def _holding_back(row: MessageRow, until: datetime) -> _Change:
    return lambda file: delivery.held_back(file, row.key, until)


async def _claim(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> tuple[File, Rows]:
    """Write the intent down where it is needed; return the file, and the rows in their order."""
    now = outside.clock.now()
    lease = Lease(start=outside.store.start, until=now + LEASE)

    def decide(file: File) -> tuple[File, tuple[File, Rows]]:
        kept, rows = intents.written(file, *claim(file))
        return kept, (kept, rows)

    def claim(file: File) -> tuple[File, tuple[MessageRow, ...]]:
        if isinstance(file, DeskFile):
            return delivery.claim_desk(file, now, lease)
        zone_place = outside.library.place_of_zone(file.client.zone)
        moment = Moment(
            file=file,
            pack=outside.library.packs[file.client.treatment],
            now=now,
            places=sun_advice.places_of(file, clinic.place, zone_place),
        )
        return delivery.claim_client(moment, lease, clinic)

    return await outside.store.change(file_id, decide)


async def _change(outside: Outside, file_id: FileId, row: MessageRow, change: _Change) -> None:
    """Write down what became of a row, unless it was taken back or planned anew meanwhile."""
    now = outside.clock.now()

    def decide(file: File) -> tuple[File, None]:
        if not _is_still_ours(file, row):
            return file, None
        file = change(file)
        if isinstance(file, DeskFile):
            return delivery.without_words(file, now), None
        return answer_truth.settled(file, now), None

    await outside.store.change(file_id, decide)


def _is_still_ours(file: File, row: MessageRow) -> bool:
    """Tell whether the row is still ours to send, and to write down what became of it."""
    return intents.is_held(file.outbox.rows.get(row.key), row)


async def _send(
    outside: Outside,
    clinic: ClinicFacts,
    file_id: FileId,
    row: MessageRow,
    own_chat: ChatId | None,
) -> int:
    """Send one row and write down what became of it; return 1 if sent. Raises TryLater.

    The file is read once more: what was claimed for one person never goes to another.
    """
    file = await outside.store.load(file_id)
    if not _is_still_ours(file, row):
        return 0
    row = file.outbox.rows[row.key]
    if row.lease is not None and outside.clock.now() >= row.lease[1]:
        # The machine slept since: whether it may still go out is asked again.
        raise TryLater(timedelta(), was_tried=False)
    chat_id = row.to or _own_chat(file)
    instead = await _instead(outside, clinic, file, row, own_chat)
    if chat_id is None or instead is not None:
        await _change(outside, file_id, row, instead or _refusing(row, NO_CHAT))
        return 0
    try:
        message_id = await transmit_row.transmit_row(outside, clinic, file, row, chat_id)
    except TryLater:
        raise
    except (Doubtful, MessageGone, Migrated, Blocked, Refused) as failure:
        await _fail(outside, clinic, file_id, row, failure)
        return 0
    if isinstance(file, ClientFile) and row.to in clinic.staff_chats and row.deletes is None:
        # Before it is marked as sent: a message that staff can see can also be answered.
        await remember_message.remember_message(outside, row.to, message_id, file_id)
    if row.pin:
        # Before it is marked as sent, too: nobody would come back to a card that is done.
        await _pin(outside, file, row, chat_id, message_id)
    await _note_sent(outside, file_id, row, message_id)
    if isinstance(file, ClientFile) and row.to == clinic.second_contact:
        await _note_reached(outside, row.to, outside.clock.now())
    return 1


async def _note_sent(outside: Outside, file_id: FileId, row: MessageRow, message_id: int) -> None:
    """Write down that Telegram took a row; words whose file is gone meanwhile are taken away."""
    now = outside.clock.now()
    try:
        await _change(outside, file_id, row, lambda each: _sent(each, row, message_id, now))
    except (NotFound, Damaged):
        await take_away.take_away(outside, [replace(row, message_id=message_id)])
        raise


async def _note_reached(outside: Outside, chat: ChatId | None, at: datetime | None) -> None:
    """Note in a chat's own file that messages reach it, or do no more."""
    if chat is not None:
        await outside.store.change_desk(chat, lambda desk: (replace(desk, reached_at=at), None))


async def _instead(
    outside: Outside, clinic: ClinicFacts, file: File, row: MessageRow, own_chat: ChatId | None
) -> _Change | None:
    """Return what becomes of a row that is not to be sent: a chore is done; None for all others."""
    if isinstance(file, ClientFile) and photo_chores.is_chore(row):
        return _refusing(row, await tend_photo.tend_photo(outside, clinic, file, row))
    if isinstance(file, ClientFile) and leaving.is_for_one_who_left(row, clinic):
        return _turned_away(row, clinic)
    why_not = _why_not(file, row, own_chat)
    return _refusing(row, why_not) if why_not else None


def _refusing(row: MessageRow, reason: str) -> _Change:
    return lambda file: delivery.refused(file, row.key, reason)


def _why_not(file: File, row: MessageRow, own_chat: ChatId | None) -> str:
    """Say why a claimed row may not go out any more, "" where it may."""
    if row.to is None and _own_chat(file) is None:
        return NO_CHAT
    if row.to is None and _own_chat(file) != own_chat:
        return "the chat is another one now"
    if isinstance(file, ClientFile):
        return invitations.why_useless(file, row)
    return ""


def _turned_away(row: MessageRow, clinic: ClinicFacts) -> _Change:
    """Return what becomes of a row to one who left: an owner gets it, unless all were told.

    What somebody asked to see for themselves goes to nobody else.
    """
    owner = min(clinic.owners, default=None)
    if row.alert is not None or owner is None or leaving.is_asked_for(row):
        return _refusing(row, leaving.LEFT)
    return lambda file: delivery.moved(file, row.key, ChatId(owner))


async def _pin(
    outside: Outside, file: File, row: MessageRow, chat_id: ChatId, message_id: int
) -> None:
    """Pin a card; the one whose place it takes is let go first, so that there is only one."""
    former = file.outbox.rows.get(row.edits) if row.edits is not None else None
    if former is not None and former.message_id is not None:
        await outside.messenger.unpin(chat_id, former.message_id)
    await outside.messenger.pin(chat_id, message_id)


def _own_chat(file: File) -> ChatId | None:
    return file.client.chat_id if isinstance(file, ClientFile) else file.chat_id


async def _fail(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, row: MessageRow, failure: Exception
) -> None:
    """Write down why Telegram did not take a row; a chat of staff that is gone is known as gone."""
    await _change(outside, file_id, row, _after(failure, row, clinic, outside.clock.now()))
    if isinstance(failure, Migrated) and row.to is not None:
        await answer_group.follow(outside, clinic, row.to, failure.chat_id)
    if isinstance(failure, Blocked) and row.to in (*clinic.alert_chats, clinic.second_contact):
        await _note_reached(outside, row.to, None)


def _after(failure: Exception, row: MessageRow, clinic: ClinicFacts, now: datetime) -> _Change:
    """Return the change that tells the truth about a row Telegram did not take."""
    match failure:
        case Doubtful():
            return lambda file: delivery.in_doubt(file, row.key, now)
        case MessageGone() if row.deletes is not None:
            return lambda file: delivery.refused(file, row.key, GONE_ALREADY)
        case MessageGone():
            return lambda file: delivery.send_anew(file, row.key)
        case Migrated(chat_id=moved):
            return lambda file: delivery.moved(file, row.key, moved)
        case Blocked():
            return lambda file: _blocked(file, row, clinic, now)
        case Refused(reason=reason):
            why = reason if reason == CONTENT_FAULT else f"Telegram refused it: {reason}"
            return lambda file: _refused(file, row, clinic, now, why)
        case _:
            raise failure


def _sent(file: File, row: MessageRow, message_id: int, now: datetime) -> File:
    if isinstance(file, DeskFile):
        return replace(delivery.sent(file, row.key, message_id, now), reached_at=now)
    return delivery.sent(file, row.key, message_id, now)


def _blocked(file: File, row: MessageRow, clinic: ClinicFacts, now: datetime) -> File:
    file = delivery.out_of_reach(file, row.key, UNREACHABLE, now)
    if isinstance(file, DeskFile):
        return replace(file, reached_at=None)
    return alerts.unreachable(file, clinic, now) if row.to is None else file


def _refused(file: File, row: MessageRow, clinic: ClinicFacts, now: datetime, reason: str) -> File:
    if row.deletes is not None:
        return delivery.undeletable(file, row.key, reason, now)
    if row.to is not None and row.file_id:
        return delivery.without_file(file, row.key)
    file = delivery.out_of_reach(file, row.key, reason, now)
    if isinstance(file, DeskFile) or row.to is not None or answering.is_answer(row):
        return file
    return alerts.tell_staff_of_row(file, row, clinic, now, reasons.phrase_of(reason))
