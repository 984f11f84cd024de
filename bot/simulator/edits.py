"""Changing what the bot said: text, caption, keyboard, media, deletion, pins.

Source: https://core.telegram.org/bots/api#updating-messages.
"""

from __future__ import annotations

from typing import Any

from bot.simulator import access, keyboards, limits, media, objects, sending, words
from bot.simulator.arguments import Arguments, whole
from bot.simulator.chats import Chat, Message
from bot.simulator.errors import NOT_MODIFIED, bad_request
from bot.simulator.state import State

SECONDS_PER_HOUR = 3600


def edit_message_text(state: State, given: Arguments) -> dict[str, Any]:
    """Answers editMessageText."""
    message = _editable(state, given)
    text, entities = words.text_of(state, given)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    preview = given.object("link_preview_options")
    return _changed(state, given, message, text=text, entities=entities, link_preview=preview)


def edit_message_caption(state: State, given: Arguments) -> dict[str, Any]:
    """Answers editMessageCaption."""
    message = _editable(state, given)
    caption, entities = words.caption_of(state, given)
    if message.media is None or message.media.kind not in media.CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return _changed(state, given, message, caption=caption or None, entities=entities)


def edit_message_reply_markup(state: State, given: Arguments) -> dict[str, Any]:
    """Answers editMessageReplyMarkup."""
    return _changed(state, given, _editable(state, given))


def edit_message_media(state: State, given: Arguments) -> dict[str, Any]:
    """Answers editMessageMedia, from text or media to a photo or document."""
    message = _editable(state, given)
    item = given.object("media")
    if item is None:
        raise bad_request("input media is not specified")
    carried, caption, entities = media.read_item(state, given, item)
    changes: dict[str, Any] = {"media": carried, "caption": caption, "entities": entities}
    if sending.same_media(message.media, carried):
        changes["media"] = message.media
    return _changed(state, given, message, text=None, **changes)


def delete_message(state: State, given: Arguments) -> bool:
    """Answers deleteMessage."""
    chat = access.writable_chat(state, given)
    message = access.message_of(chat, given, "delete")
    _check_deletable(state, chat, message)
    remove(state, chat, message)
    return True


def delete_messages(state: State, given: Arguments) -> bool:
    """Answers deleteMessages; what cannot be found is skipped, as on Telegram."""
    chat = access.writable_chat(state, given)
    for number in given.array("message_ids"):
        message = chat.messages.get(whole(number) or 0)
        if message is not None and not message.deleted:
            _check_deletable(state, chat, message)
            remove(state, chat, message)
    return True


def pin_chat_message(state: State, given: Arguments) -> bool:
    """Answers pinChatMessage; a service message says so, which the bot gets to see as well."""
    chat = access.writable_chat(state, given)
    _check_pin_right(chat)
    message = access.message_of(chat, given, "pin")
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    notice = Message(
        id=state.new_message_id(chat),
        chat_id=chat.id,
        sender=state.bot,
        from_bot=True,
        date=state.seconds(),
        silent=chat.is_private or given.flag("disable_notification"),
        service={"pinned_message": objects.message(state, message, with_reply=False)},
    )
    state.keep(notice)
    state.push("message", objects.message(state, notice))
    return True


def unpin_chat_message(state: State, given: Arguments) -> bool:
    """Answers unpinChatMessage; without a number the newest pin goes."""
    chat = access.writable_chat(state, given)
    _check_pin_right(chat)
    number = given.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.messages:
        raise bad_request("message to unpin not found")
    if number in chat.pinned:
        chat.pinned.remove(number)
        state.changed(chat.id)
    return True


def unpin_all_chat_messages(state: State, given: Arguments) -> bool:
    """Answers unpinAllChatMessages."""
    chat = access.writable_chat(state, given)
    _check_pin_right(chat)
    chat.pinned.clear()
    state.changed(chat.id)
    return True


def remove(state: State, chat: Chat, message: Message) -> None:
    """Take a message away for both sides; its pin goes with it."""
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    state.alter(message, deleted=True)


def _editable(state: State, given: Arguments) -> Message:
    chat = access.writable_chat(state, given)
    message = access.message_of(chat, given, "edit")
    if not message.from_bot or message.service is not None or message.origin is not None:
        raise bad_request("message can't be edited")
    return message


def _changed(state: State, given: Arguments, message: Message, **changes: Any) -> dict[str, Any]:
    markup = given.object("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    changes["keyboard"] = keyboards.read_inline(markup, state.drop)
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise bad_request(NOT_MODIFIED)
    only_keyboard = set(changes) == {"keyboard"}
    edit_date = message.edit_date if only_keyboard else state.seconds()
    return objects.message(state, state.alter(message, edit_date=edit_date, **changes))


def _check_deletable(state: State, chat: Chat, message: Message) -> None:
    age_seconds = state.seconds() - message.date
    if age_seconds > limits.DELETE_HOURS_MAX * SECONDS_PER_HOUR:
        raise bad_request("message can't be deleted for everyone")
    if not message.from_bot and not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")


def _check_pin_right(chat: Chat) -> None:
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
