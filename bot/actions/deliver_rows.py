"""Deliver what is due in one file: write the intent, send row by row, write down what became of it.

Between "Telegram accepted" and "we wrote it down" lies the only doubt; the claim on disk before the
send is what makes it visible after a crash.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import alerts, delivery, invitations, sun_advice
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.delivery import Lease
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId, Lane, Media, MessageRow
from bot.core.plan import Moment
from bot.ports import (
    Blocked,
    Doubtful,
    File,
    MessageGone,
    Migrated,
    NotModified,
    Outgoing,
    Outside,
    Refused,
    TryLater,
)

LEASE = timedelta(minutes=15)
URGENT_FIRST = {Lane.ALARM: 0, Lane.ANSWER: 1, Lane.BULK: 2}
_Change = Callable[[File], File]


async def deliver_rows(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> int:
    """Send all that is due in a file now; return how many rows Telegram took.

    A chat that must wait keeps its order: its later rows wait as long.
    """
    rows = await _claim(outside, clinic, file_id)
    waiting: dict[ChatId | None, timedelta] = {}
    taken = 0
    for row in sorted(rows, key=lambda each: URGENT_FIRST[each.lane]):
        if row.to not in waiting:
            try:
                taken += await _send(outside, clinic, file_id, row)
                continue
            except TryLater as later:
                waiting[row.to] = later.delay
        await _change(outside, file_id, _putting_off(row, waiting[row.to], outside.clock.now()))
    return taken


def _putting_off(row: MessageRow, delay: timedelta, now: datetime) -> _Change:
    return lambda file: delivery.put_off(file, row.key, delay, now)


async def _claim(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> tuple[MessageRow, ...]:
    now = outside.clock.now()
    lease = Lease(start=outside.store.start, until=now + LEASE)

    def decide(file: File) -> tuple[File, tuple[MessageRow, ...]]:
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


async def _change(outside: Outside, file_id: FileId, change: _Change) -> None:
    await outside.store.change(file_id, lambda file: (change(file), None))


async def _send(outside: Outside, clinic: ClinicFacts, file_id: FileId, row: MessageRow) -> int:
    """Send one row and write down what became of it; return 1 if sent. Raises TryLater."""
    file = await outside.store.load(file_id)
    row = file.outbox.rows.get(row.key, row)
    chat_id = row.to or _own_chat(file)
    if chat_id is None:
        await _change(outside, file_id, lambda each: delivery.refused(each, row.key, "no chat"))
        return 0
    try:
        message_id = await _transmit(outside, file, row, chat_id)
    except TryLater:
        raise
    except (Doubtful, MessageGone, Migrated, Blocked, Refused) as failure:
        now = outside.clock.now()
        await _change(outside, file_id, _after(failure, row, clinic, now))
        return 0
    now = outside.clock.now()
    await _change(outside, file_id, lambda each: _sent(each, row, message_id, now))
    if row.pin:
        await _pin(outside, file, row, chat_id, message_id)
    return 1


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


async def _transmit(outside: Outside, file: File, row: MessageRow, chat_id: ChatId) -> int:
    link = await _fresh_link(outside, file, row)
    target = file.outbox.rows.get(row.edits) if row.edits is not None else None
    edits = target.message_id if target is not None and not row.anew else None
    if row.edits is not None and edits is None:
        row = replace(row, audible=row.audible and row.anew)
    outgoing = Outgoing(row=row, file=file, chat_id=chat_id, edits=edits, link=link)
    try:
        return await outside.messenger.send(outgoing)
    except NotModified:
        return edits or 0


async def _fresh_link(outside: Outside, file: File, row: MessageRow) -> str:
    """Draw the token of an invitation only now: just its hash ever reaches the disk."""
    if row.media is not Media.INVITATION:
        return ""
    token = outside.chance.token()
    await outside.store.change_client(
        file.id, lambda each: (invitations.with_token(each, token), None)
    )
    return outside.messenger.deep_link(token)


def _after(failure: Exception, row: MessageRow, clinic: ClinicFacts, now: datetime) -> _Change:
    """Return the change that tells the truth about a row Telegram did not take."""
    match failure:
        case Doubtful():
            return lambda file: delivery.in_doubt(file, row.key, now)
        case MessageGone():
            return lambda file: delivery.send_anew(file, row.key)
        case Migrated(chat_id=moved):
            return lambda file: delivery.moved(file, row.key, moved)
        case Blocked():
            return lambda file: _blocked(file, row, clinic, now)
        case Refused(reason=reason):
            return lambda file: _refused(file, row, clinic, now, f"Telegram refused it: {reason}")
        case _:
            raise failure


def _sent(file: File, row: MessageRow, message_id: int, now: datetime) -> File:
    if isinstance(file, DeskFile):
        return replace(delivery.sent(file, row.key, message_id, now), reached_at=now)
    return delivery.sent(file, row.key, message_id, now)


def _blocked(file: File, row: MessageRow, clinic: ClinicFacts, now: datetime) -> File:
    file = delivery.refused(file, row.key, "the chat cannot be reached")
    if isinstance(file, DeskFile):
        return replace(file, reached_at=None)
    return alerts.unreachable(file, clinic, now) if row.to is None else file


def _refused(file: File, row: MessageRow, clinic: ClinicFacts, now: datetime, reason: str) -> File:
    if row.alert is not None and row.media is not Media.NONE:
        return delivery.without_file(file, row.key)
    file = delivery.refused(file, row.key, reason)
    if isinstance(file, DeskFile) or row.to is not None:
        return file
    return alerts.tell_staff_of_row(file, row, clinic, now, reason)
