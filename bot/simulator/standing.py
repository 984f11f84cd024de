"""How a person stands to the bot: blocking, unblocking, deleting the account.

Source: https://core.telegram.org/bots/api#chatmemberupdated.
"""

from __future__ import annotations

from dataclasses import replace

from bot.simulator import rooms
from bot.simulator.state import State


def block(state: State, user_id: int) -> None:
    """Block the bot; it is told with my_chat_member."""
    chat = state.chats[user_id]
    if chat.blocked or chat.deactivated:
        return
    chat.blocked = chat.known_to_bot = True
    rooms.push_bot_status(state, chat, user_id, before="member")


def unblock(state: State, user_id: int) -> None:
    """Take the block away; the bot is told with my_chat_member."""
    chat = state.chats[user_id]
    if not chat.blocked:
        return
    chat.blocked = False
    rooms.push_bot_status(state, chat, user_id, before="kicked")


def delete_account(state: State, user_id: int) -> None:
    """Delete the account; the bot learns of it only when it writes."""
    chat = state.chats[user_id]
    chat.deactivated = True
    state.users[user_id] = replace(state.users[user_id], first_name="", username=None)
    chat.user = state.users[user_id]
    state.changed(user_id)
