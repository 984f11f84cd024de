"""sendMessage and what every sending method shares: place, reply, keyboard, silence.

Source: https://core.telegram.org/bots/api#sendmessage; media has a file of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.simulator import access, keyboards, objects, words
from bot.simulator.arguments import Arguments, whole
from bot.simulator.chats import Chat, Media, Message
from bot.simulator.errors import bad_request
from bot.simulator.state import State


def send_message(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendMessage."""
    chat = access.writable_chat(state, given)
    text, entities = words.text_of(state, given)
    message = post(state, given, chat, text=text, entities=entities)
    return objects.message(state, message)


def post(state: State, given: Arguments, chat: Chat, **content: Any) -> Message:
    """Put the bot's message into the chat with what all sending methods have in common."""
    markup = given.object("reply_markup")
    message = Message(
        id=0,
        chat_id=chat.id,
        sender=None if chat.type == "channel" else state.bot,
        from_bot=True,
        date=state.seconds(),
        keyboard=keyboards.read_inline(markup, state.drop),
        reply_keyboard=keyboards.read_reply(markup),
        reply_to=_reply_to(chat, given),
        link_preview=given.object("link_preview_options"),
        silent=given.flag("disable_notification"),
        protected=given.flag("protect_content"),
        **content,
    )
    return state.keep(replace(message, id=state.new_message_id(chat)))


def _reply_to(chat: Chat, given: Arguments) -> int | None:
    asked: Mapping[str, Any] = given.object("reply_parameters") or {
        "message_id": given.number("reply_to_message_id"),
        "allow_sending_without_reply": given.flag("allow_sending_without_reply"),
    }
    number = whole(asked.get("message_id"))
    if not number:
        return None
    answered = chat.messages.get(number)
    if answered is not None and not answered.deleted:
        return answered.id
    if asked.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def same_media(one: Media | None, other: Media | None) -> bool:
    """Whether two messages carry the same thing, by content rather than by file id."""
    if one is None or other is None:
        return one is other
    return one.kind == other.kind and one.content == other.content
