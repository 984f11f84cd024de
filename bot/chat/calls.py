"""The calls that nearly every answer makes, without the library's objects around them.

The library makes an object of each button and each mark, plain values of them again, and of what
Telegram answers objects that nobody looks at: more than half of what such a call costs. Errors are
the library's own, and it alone makes every other call.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.error import NetworkError
from telegram.request import RequestData

# The library has no other way in for values that are plain already.
from telegram.request._requestparameter import RequestParameter

from bot.render.shapes import Entity

_NO_PREVIEW = {"is_disabled": True}


async def send_text(bot: Bot, text: str, entities: Sequence[Entity], **given: object) -> int:
    """Send a message with these words; return its id. Raises TelegramError."""
    sent = await _call(bot, "sendMessage", _words(text, entities, given))
    message_id = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(message_id, int):
        raise NetworkError("no answer of a Bot API server") from ValueError("no message")
    return message_id


async def edit_text(bot: Bot, text: str, entities: Sequence[Entity], **given: object) -> None:
    """Put these words in the place of a message's. Raises TelegramError."""
    await _call(bot, "editMessageText", _words(text, entities, given))


async def answer_tap(bot: Bot, callback_id: str, text: str, *, seconds: float) -> None:
    """Let a button rest, with a line above it unless that is empty. Raises TelegramError."""
    given = {"callback_query_id": callback_id, "text": text or None}
    await _call(bot, "answerCallbackQuery", given, read_timeout=seconds, connect_timeout=seconds)


def marks(entities: Sequence[Entity]) -> list[dict[str, object]]:
    """Return the formatting of a text as Telegram reads it."""
    return [_mark(each) for each in entities]


def _mark(entity: Entity) -> dict[str, object]:
    place = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    return {**place, "url": entity.url} if entity.url else place


def _words(
    text: str, entities: Sequence[Entity], given: Mapping[str, object]
) -> Mapping[str, object]:
    words = {"text": text, "entities": marks(entities) or None}
    return {**given, **words, "link_preview_options": _NO_PREVIEW}


async def _call(bot: Bot, method: str, given: Mapping[str, object], **limits: float) -> Any:
    told = {name: value for name, value in given.items() if value is not None}
    named = [RequestParameter(name, value, None) for name, value in told.items()]
    return await bot.request.post(f"{bot.base_url}/{method}", RequestData(named), **limits)
