"""A client's words and photos in staff chats: opened on a tap, protected, and taken away again.

An alarm itself names the code, the day, the tier and what it is about. What the client wrote or
sent stands in a chat only where somebody who may opened it, and is deleted there after twelve
hours, when the alert is closed, when the reader leaves, and when the client is erased. Telegram
lets a bot delete for 48 hours only, so a deletion is promised as soon as the words are sent.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import days, rights, staff_rows, ways
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import HANDED_OVER, Kind
from bot.core.outbox import (
    Button,
    ChatId,
    FileId,
    Keyboard,
    Lane,
    Media,
    MessageRow,
    RowKey,
    RowState,
    UserId,
    skipped,
)
from bot.core.pack import IfDoubtful, Urgency
from bot.core.rights import Verb
from bot.core.said import ClientMessage

OPEN = "open"
OPENED = "words opened"
WORDS = "shown.words"
FOR_OTHERS = "shown.for_others"
BY_HAND = "shown.by_hand"
STAYS = "shown.stays"
PUT_AWAY = "it was put away again before it went out"
# Twelve hours leave as many again to delete in, should Telegram be out of reach just then.
SHOWN_FOR = timedelta(hours=12)
DELETABLE_FOR = timedelta(hours=48)
_ON_ITS_WAY = (RowState.PLANNED, RowState.CLAIMED)
_URGENCIES = tuple(Urgency)


def message_of(file: ClientFile, message_id: str) -> ClientMessage | None:
    """Return a kept message of the client's."""
    return next((each for each in file.messages if each.id == message_id), None)


def about(message: ClientMessage) -> str:
    """Return the key of what a message was taken for."""
    return message.about or ("shown.not_understood" if message.text else "shown.no_words")


def may_open(chat: ChatId, clinic: ClinicFacts) -> bool:
    """Tell whether whoever this private chat belongs to may open what clients write."""
    return rights.may(rights.staff_role(chat, clinic), Verb.OPEN_WORDS)


def fitted(
    row: MessageRow, file: ClientFile, clinic: ClinicFacts, *, told_as: str = ""
) -> MessageRow:
    """Return an alarm with the way to the words that caused it, for whoever may open them.

    `told_as` is the key of the row that told the cause first, where this is another. Nobody is
    offered to answer what they may not open.
    """
    row = _without_answer(row, clinic)
    cause = (told_as or row.key).split(":")[2]
    if row.to is None or row.to < 0 or message_of(file, cause) is None:
        return row
    others = unopened(row.keyboard)
    parts = tuple(each for each in row.parts if each != FOR_OTHERS)
    if not may_open(row.to, clinic):
        return replace(row, keyboard=others, parts=(*parts, FOR_OTHERS))
    return replace(row, keyboard=((button(file.id, cause),), *others), parts=parts)


def _without_answer(row: MessageRow, clinic: ClinicFacts) -> MessageRow:
    if row.to is None or rights.may(rights.staff_role(row.to, clinic), Verb.WRITE_CLIENT):
        return row
    return replace(row, keyboard=ways.without_answer(row.keyboard))


def unopened(keyboard: Keyboard) -> Keyboard:
    """Return the buttons of an alarm without the way to the words that caused it."""
    return tuple(buttons for buttons in keyboard if not _opens(buttons))


def button(file_id: FileId, message_id: str) -> Button:
    """Return the button that opens a message of a client's."""
    return Button(phrase="shown.open", data=f"v1:s:{OPEN}:{file_id}:{message_id}")


def _opens(buttons: Sequence[Button]) -> bool:
    return any(each.phrase == "shown.open" for each in buttons)


def opened(
    file: ClientFile, message: ClientMessage, by: UserId, update_id: int, now: datetime
) -> ClientFile:
    """Return the file with a message, and the rest of its album, promised to the reader's chat.

    What stands there already is not sent again; where all does, the file is returned as it is.
    """
    chat = ChatId(by)
    album = [each for each in file.messages if each.album and each.album == message.album]
    hidden = [each for each in album or [message] if not is_shown(file, each.id, chat)]
    if not hidden:
        return file
    heads = [_row(file, each, chat, update_id, now) for each in hidden]
    rows = [row for head in heads for row in staff_rows.in_messages(head)]
    outbox = file.outbox.add(rows).saw(update_id, now)
    return replace(file, outbox=outbox).noting(now, OPENED, str(by), message=message.id)


def is_shown(file: ClientFile, message_id: str, chat: ChatId) -> bool:
    """Tell whether that chat shows a message now, or is about to."""
    return any(
        row.shows == message_id and row.to == chat and row.state in _ON_ITS_WAY
        for row in file.outbox.rows.values()
    )


def is_anywhere(file: ClientFile) -> bool:
    """Tell whether any staff chat shows something of the client's (reads what `glance` has)."""
    return any(row.shows and row.state in _ON_ITS_WAY for row in file.outbox.rows.values())


def _row(
    file: ClientFile, message: ClientMessage, chat: ChatId, update_id: int, now: datetime
) -> MessageRow:
    """Return the words below what staff were told of them; a lost answer is not sent again.

    Of a message that may stand in a chat under a number we never got, one is enough: it could not
    be deleted.
    """
    day = days.day_number(message.at, file.session.ended_at, file.client.zone_info)
    values = {
        "reference": file.client.reference,
        "course_day": str(day),
        "urgency_phrase": f"urgency.{_urgency(file, message.id)}",
        "kind_phrase": f"arrived.{message.kind}",
        "about_phrase": about(message),
        "words": message.text,
    }
    return MessageRow(
        key=RowKey(f"shown:{message.id}:{chat}:{update_id}"),
        leaflet=WORDS,
        values=values,
        due_at=now,
        to=chat,
        lane=Lane.ALARM,
        audible=False,
        # A photo that its client deleted since leaves its words.
        media=HANDED_OVER.get(Kind(message.kind), Media.NONE) if message.file_id else Media.NONE,
        file_id=message.file_id,
        if_doubtful=IfDoubtful.DROP,
        shows=message.id,
    )


def _urgency(file: ClientFile, message_id: str) -> Urgency:
    """Return the tier of the most urgent alert that a message has caused."""
    named = {
        event.facts.get("alert") for event in file.events if event.facts.get("cause") == message_id
    }
    found = [each.urgency for each in file.alerts if each.id in named]
    return min(found, key=_URGENCIES.index, default=Urgency.ROUTINE)


def taking_away(row: MessageRow, now: datetime) -> MessageRow:
    """Return the promise that what was just sent is deleted again.

    At once where its client deleted the photo while it was on its way.
    """
    is_gone = row.media is not Media.NONE and not row.file_id
    due_at = now if is_gone else now + SHOWN_FOR
    return _deletion(row, RowKey(f"away:{row.key}"), due_at, now + DELETABLE_FOR)


def in_own_chat(row: MessageRow, now: datetime) -> MessageRow:
    """Return a deletion, or that of what was just sent, as one that names no client.

    It stands in the file of the chat itself, and is due at once.
    """
    number = row.message_id if row.deletes is None else row.deletes
    until = row.valid_until or now + DELETABLE_FOR
    bare = replace(row, deletes=number, shows="", to=None)
    # The letter keeps the number from being taken for that of somebody's chat.
    return _deletion(bare, RowKey(f"away:m{number}"), now, until)


def _deletion(row: MessageRow, key: RowKey, due_at: datetime, until: datetime) -> MessageRow:
    return MessageRow(
        key=key,
        leaflet="",
        due_at=due_at,
        valid_until=until,
        to=row.to,
        lane=Lane.BULK,
        audible=False,
        shows=row.shows,
        deletes=row.message_id if row.deletes is None else row.deletes,
    )


def asking_by_hand(row: MessageRow) -> tuple[MessageRow, ...]:
    """Return the request to delete by hand what may have arrived without a number of ours."""
    if row.state is not RowState.DOUBTFUL or not row.shows:
        return ()
    asking = MessageRow(
        key=RowKey(f"by-hand:{row.key}"),
        leaflet=BY_HAND,
        values={"reference": row.values.get("reference", "")},
        due_at=row.due_at,
        to=row.to,
        audible=False,
    )
    return (asking,)


def asking_to_delete(row: MessageRow, now: datetime) -> MessageRow:
    """Return the request to delete by hand what Telegram does not let us delete.

    It names no client: theirs may be erased, and the reader may have left.
    """
    key = RowKey(f"by-hand:{row.key}")
    return MessageRow(key=key, leaflet=STAYS, due_at=now, to=row.to, audible=False)


def put_away(
    file: ClientFile,
    now: datetime,
    *,
    alert: str | None = None,
    chat: ChatId | None = None,
    shown: Collection[str] | None = None,
) -> ClientFile:
    """Let what was opened because of an alert, in one chat, or of these names, be deleted now."""
    causes = {each.facts.get("cause") for each in file.events if each.facts.get("alert") == alert}
    rows = [
        _put_away(row, now)
        for row in file.outbox.rows.values()
        if row.shows
        and row.state is RowState.PLANNED
        and (alert is None or row.shows in causes)
        and chat in (None, row.to)
        and (shown is None or row.shows in shown)
    ]
    return replace(file, outbox=file.outbox.change_all(rows)) if rows else file


def _put_away(row: MessageRow, now: datetime) -> MessageRow:
    if row.deletes is None:
        return skipped(row, PUT_AWAY)
    return replace(row, due_at=min(row.due_at, now))


def standing(*files: ClientFile) -> tuple[MessageRow, ...]:
    """Return the deletions that are promised still: one for each message that stands in a chat."""
    return tuple(
        row
        for file in files
        for row in file.outbox.rows.values()
        if row.deletes is not None and row.state in _ON_ITS_WAY
    )


def is_protected(row: MessageRow) -> bool | None:
    """Tell whether Telegram is to keep a message from being forwarded and saved.

    Only a client's words and photos in staff chats: they are deleted there again, and a copy would
    stay. An invitation is made to be forwarded; what a client asks for of their own is theirs, as
    are their notes; and the codes and alarms of staff hold nothing to protect.
    """
    return True if row.shows else None
