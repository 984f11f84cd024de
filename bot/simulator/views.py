"""What people see: the messages of a chat, what is pinned, toasts, the command menu.

It only looks; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.simulator import profile
from bot.simulator.chats import Message
from bot.simulator.state import State, Toast


def messages(state: State, chat_id: int) -> list[Message]:
    """All messages of a chat in order, the deleted ones marked so, the pinned ones too."""
    chat = state.chats[chat_id]
    return [
        replace(message, pinned=message.id in chat.pinned)
        for message in sorted(chat.messages.values(), key=lambda message: message.id)
    ]


def pinned(state: State, chat_id: int) -> list[Message]:
    """The pinned messages, the newest pin last."""
    chat = state.chats[chat_id]
    return [replace(chat.messages[number], pinned=True) for number in chat.pinned]


def toasts(state: State, user_id: int) -> list[Toast]:
    """The answers to a person's taps, oldest first."""
    return [toast for toast in state.toasts if toast.user_id == user_id]


def waiting_taps(state: State, user_id: int) -> list[str]:
    """The taps of a person that nothing has answered yet."""
    return [tap.id for tap in state.taps.values() if tap.user_id == user_id and not tap.answered]


def commands_for(state: State, user_id: int, chat_id: int | None = None) -> list[dict[str, Any]]:
    """The command menu a person sees in their own language."""
    chat = state.chats[user_id if chat_id is None else chat_id]
    language = (state.users[user_id].language_code or "").split("-")[0]
    return profile.commands_seen_by(state, chat, user_id, language)


def reply_keyboard(state: State, chat_id: int) -> Mapping[str, Any] | None:
    """The keyboard below a chat's text field, None when there is none or it was removed."""
    for message in reversed(messages(state, chat_id)):
        if message.reply_keyboard is not None and not message.deleted:
            markup = message.reply_keyboard
            return None if "remove_keyboard" in markup else markup
    return None
