"""Groups, supergroups and channels: made, joined, left, moved; what Telegram itself writes there.

Source: https://core.telegram.org/bots/api#chat and the service fields of Message.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.simulator import objects, people, rooms
from bot.simulator.chats import BotStatus, Chat, ChatType
from bot.simulator.errors import Impossible
from bot.simulator.state import State


def create(
    state: State, chat_id: int, title: str, members: Iterable[int], *, kind: ChatType
) -> Chat:
    """Make a group or channel of people; the first of them owns it."""
    if chat_id >= 0 or chat_id in state.chats:
        raise Impossible("a group needs a negative id of its own")
    standings = dict.fromkeys(members, "member")
    if standings:
        standings[next(iter(standings))] = "creator"
    chat = Chat(
        id=chat_id,
        type=kind,
        title=title,
        members=standings,
        bot_status="left",
        known_to_bot=False,
    )
    state.chats[chat_id] = chat
    state.changed(chat_id)
    return chat


def add_bot(state: State, chat_id: int, by: int, *, as_administrator: bool = False) -> None:
    """Bring the bot into a group; it is told, and so is the group."""
    chat = people.place(state, by, chat_id)
    before = chat.bot_status
    chat.bot_status = "administrator" if as_administrator else "member"
    chat.known_to_bot = True
    for user_id in chat.members:
        state.chats[user_id].known_to_bot = True
    rooms.push_bot_status(state, chat, by, before=before)
    if chat.type != "channel":
        _announce(state, chat, by, {"new_chat_members": [objects.user(state.bot)]})


def remove_bot(state: State, chat_id: int, by: int) -> None:
    """Throw the bot out of a group; it is told."""
    chat = people.place(state, by, chat_id)
    before: BotStatus = chat.bot_status
    chat.bot_status = "kicked"
    rooms.push_bot_status(state, chat, by, before=before)


def promote_bot(state: State, chat_id: int, by: int) -> None:
    """Make the bot an administrator; it is told."""
    chat = people.place(state, by, chat_id)
    before: BotStatus = chat.bot_status
    chat.bot_status = "administrator"
    rooms.push_bot_status(state, chat, by, before=before)


def migrate(state: State, chat_id: int, new_chat_id: int) -> None:
    """Turn a group into a supergroup with another id; the old one refuses from now on."""
    old = state.chats[chat_id]
    if old.type != "group" or new_chat_id >= 0 or new_chat_id in state.chats:
        raise Impossible("only a group moves, to a free negative id")
    by = next(iter(old.members))
    state.chats[new_chat_id] = Chat(
        id=new_chat_id,
        type="supergroup",
        title=old.title,
        members=dict(old.members),
        bot_status=old.bot_status,
        known_to_bot=old.known_to_bot,
    )
    _announce(state, old, by, {"migrate_to_chat_id": new_chat_id})
    old.migrated_to = new_chat_id
    _announce(state, state.chats[new_chat_id], by, {"migrate_from_chat_id": chat_id})


def _announce(state: State, chat: Chat, by: int, service: dict[str, Any]) -> None:
    people.say(state, by, chat.id, service=service)
