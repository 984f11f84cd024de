"""From Telegram's update to plain data. What is not read here is ignored on purpose."""

import json
from typing import Any

from telegram import CallbackQuery, Message, Update

from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, UserId

TEXT_LIMIT = 4096
NAME_LIMIT = 256
# Telegram promises numbers of 52 bits.
CHAT_ID_LIMIT = 2**52
ODD = (
    "sticker",
    "contact",
    "poll",
    "dice",
    "venue",
    "game",
    "story",
    "paid_media",
    "checklist",
    "giveaway",
)


def read(update: Update) -> Incoming | None:
    """Return what a person did, None for what has no person or no chat we answer."""
    if update.callback_query is not None:
        return _tap(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    return _message(update.update_id, message)


def chat_of(update: Update) -> int:
    """Return the chat an update came from, else its sender's own, 0 where neither is plain."""
    sender = update.effective_chat or update.effective_user
    # The library takes an id as it comes, whatever it is.
    return _plain(sender.id) if sender is not None else 0


def chat_of_unread(content: str) -> int:
    """Return the chat of an update that the library could not read, 0 where none is plain."""
    for each in json.loads(content).values():
        if isinstance(each, dict):
            return _id_of(each, "chat") or _id_of(each, "from")
    return 0


def _id_of(thing: dict[str, Any], name: str) -> int:
    inner = thing.get(name)
    return _plain(inner.get("id")) if isinstance(inner, dict) else 0


def _plain(found: object) -> int:
    return found if isinstance(found, int) and abs(found) < CHAT_ID_LIMIT else 0


def _tap(update_id: int, query: CallbackQuery) -> Incoming:
    message = query.message
    chat_id = message.chat.id if message is not None else query.from_user.id
    return Incoming(
        update_id=update_id,
        chat_id=ChatId(chat_id),
        user_id=UserId(query.from_user.id),
        kind=Kind.TAP,
        data=query.data or "",
        callback_id=query.id,
        message_id=message.message_id if message is not None else 0,
        language=query.from_user.language_code or "",
        name=_whole(query.from_user.full_name or "")[:NAME_LIMIT],
    )


def _message(update_id: int, message: Message) -> Incoming | None:
    kind, file_id = _content(message)
    if kind is None:
        return None
    words = _whole(message.text or message.caption or "")[:TEXT_LIMIT]
    command, argument = _command(words) if kind is Kind.COMMAND else ("", words)
    place = message.location
    sender = message.from_user
    return Incoming(
        update_id=update_id,
        chat_id=ChatId(message.chat.id),
        user_id=UserId(sender.id if sender is not None else 0),
        kind=kind,
        text=argument,
        command=command,
        message_id=message.message_id,
        replies_to=message.reply_to_message.message_id if message.reply_to_message else 0,
        file_id=file_id,
        unique_id=message.photo[-1].file_unique_id if message.photo else "",
        album=message.media_group_id or "",
        language=(sender.language_code if sender is not None else None) or "",
        name=_whole(sender.full_name or "")[:NAME_LIMIT] if sender is not None else "",
        is_edit=message.edit_date is not None,
        latitude=place.latitude if place is not None else 0.0,
        longitude=place.longitude if place is not None else 0.0,
    )


def _content(message: Message) -> tuple[Kind | None, str]:
    """Return what a message is, and Telegram's reference to its file; None for service lines."""
    if message.text is not None:
        is_command = message.text.startswith("/") and len(message.text) > 1
        return (Kind.COMMAND if is_command else Kind.TEXT), ""
    if message.photo:
        return Kind.PHOTO, message.photo[-1].file_id
    found = (
        (Kind.VIDEO, message.video),
        (Kind.VIDEO_NOTE, message.video_note),
        # Telegram gives an animation as a document too, for programs that know none.
        (Kind.ANIMATION, message.animation),
        (Kind.DOCUMENT, message.document),
        (Kind.VOICE, message.voice),
        (Kind.AUDIO, message.audio),
    )
    for kind, file in found:
        if file is not None:
            return kind, file.file_id
    if message.location is not None and message.venue is None:
        return Kind.LOCATION, ""
    return (Kind.OTHER if any(getattr(message, each) for each in ODD) else None), ""


def _whole(words: str) -> str:
    """Return the words with half characters replaced: such a text could not be kept."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _command(words: str) -> tuple[str, str]:
    """Split "/enrol@the_bot rest" into the command and what follows."""
    first, *rest = words.split(maxsplit=1)
    return first[1:].split("@")[0].lower(), "".join(rest).strip()
