"""Values as the JSON objects of the Bot API, field by field; nothing is decided here.

Source: https://core.telegram.org/bots/api#available-types.
"""

from __future__ import annotations

from typing import Any

from bot.simulator.chats import Chat, Entity, Keyboard, Message, User
from bot.simulator.state import State


def user(value: User) -> dict[str, Any]:
    """A User."""
    result: dict[str, Any] = {
        "id": value.id,
        "is_bot": value.is_bot,
        "first_name": value.first_name,
    }
    for name in ("last_name", "username", "language_code"):
        if getattr(value, name) is not None:
            result[name] = getattr(value, name)
    return result


def chat(value: Chat) -> dict[str, Any]:
    """A Chat."""
    result: dict[str, Any] = {"id": value.id, "type": value.type}
    if value.title is not None:
        result["title"] = value.title
    if value.user is not None:
        shown = user(value.user)
        result.update({k: shown[k] for k in ("first_name", "last_name", "username") if k in shown})
    return result


def entity(value: Entity) -> dict[str, Any]:
    """A MessageEntity."""
    return {"type": value.type, "offset": value.offset, "length": value.length, **value.extra}


def keyboard(value: Keyboard) -> dict[str, Any]:
    """An InlineKeyboardMarkup."""
    return {"inline_keyboard": [[dict(button.raw) for button in row] for row in value]}


def message(state: State, value: Message, *, with_reply: bool = True) -> dict[str, Any]:
    """A Message; the message it answers is included once, without its own."""
    place = state.chats[value.chat_id]
    result: dict[str, Any] = {"message_id": value.id, "date": value.date, "chat": chat(place)}
    if value.sender is not None:
        result["from"] = user(value.sender)
    if place.type == "channel":
        result["sender_chat"] = chat(place)
    _add_words(result, value)
    if value.media is not None:
        result[value.media.kind] = value.media.payload
    if value.service is not None:
        result.update(value.service)
    if value.keyboard:
        result["reply_markup"] = keyboard(value.keyboard)
    _add_facts(result, value)
    answered = place.messages.get(value.reply_to) if value.reply_to else None
    if with_reply and answered is not None and not answered.deleted:
        result["reply_to_message"] = message(state, answered, with_reply=False)
    return result


def _add_words(result: dict[str, Any], value: Message) -> None:
    entities = [entity(item) for item in value.entities]
    for name, prefix in (("text", ""), ("caption", "caption_")):
        words = getattr(value, name)
        if words:
            result[name] = words
            if entities:
                result[f"{prefix}entities"] = entities


def _add_facts(result: dict[str, Any], value: Message) -> None:
    facts = {
        "edit_date": value.edit_date,
        "media_group_id": value.media_group_id,
        "forward_origin": value.origin,
        "link_preview_options": value.link_preview,
        "has_protected_content": True if value.protected else None,
    }
    result.update({name: fact for name, fact in facts.items() if fact is not None})
