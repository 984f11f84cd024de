"""Questions about chats and their members, leaving one, chat actions.

Source: https://core.telegram.org/bots/api#getchat.
"""

from __future__ import annotations

from typing import Any

from bot.simulator import access, objects
from bot.simulator.arguments import Arguments
from bot.simulator.chats import Chat
from bot.simulator.errors import bad_request
from bot.simulator.state import State

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


def send_chat_action(state: State, given: Arguments) -> bool:
    """Answers sendChatAction."""
    access.writable_chat(state, given)
    if given.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def get_chat(state: State, given: Arguments) -> dict[str, Any]:
    """Answers getChat."""
    chat = access.chat_of(state, given)
    _check_member(chat)
    result = objects.chat(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }
    if chat.pinned:
        newest = chat.messages[chat.pinned[-1]]
        result["pinned_message"] = objects.message(state, newest, with_reply=False)
    return result


def get_chat_member(state: State, given: Arguments) -> dict[str, Any]:
    """Answers getChatMember."""
    chat = access.chat_of(state, given)
    _check_member(chat)
    user_id = given.number("user_id") or 0
    if user_id == state.bot.id:
        return member(state, user_id, chat.bot_status)
    if user_id not in state.users:
        raise bad_request("invalid user_id specified")
    if chat.is_private:
        return member(state, user_id, "member")
    return member(state, user_id, chat.members.get(user_id, "left"))


def get_chat_administrators(state: State, given: Arguments) -> list[dict[str, Any]]:
    """Answers getChatAdministrators; other bots do not exist here."""
    chat = access.chat_of(state, given)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    _check_member(chat)
    bosses = [m for m, status in chat.members.items() if status in {"creator", "administrator"}]
    listed = [member(state, user_id, chat.members[user_id]) for user_id in bosses]
    if chat.bot_status == "administrator":
        listed.append(member(state, state.bot.id, "administrator"))
    return listed


def get_chat_member_count(state: State, given: Arguments) -> int:
    """Answers getChatMemberCount, the bot counted."""
    chat = access.chat_of(state, given)
    _check_member(chat)
    return 2 if chat.is_private else len(chat.members) + 1


def leave_chat(state: State, given: Arguments) -> bool:
    """Answers leaveChat; the bot is told of its own leaving."""
    chat = access.writable_chat(state, given)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    before, chat.bot_status = chat.bot_status, "left"
    push_bot_status(state, chat, state.bot.id, before=before)
    return True


def push_bot_status(state: State, chat: Chat, by: int, *, before: str) -> None:
    """Queue the my_chat_member update of a changed standing of the bot in a chat."""
    after = "kicked" if chat.blocked else chat.bot_status
    actor = state.bot if by == state.bot.id else state.users[by]
    state.push(
        "my_chat_member",
        {
            "chat": objects.chat(chat),
            "from": objects.user(actor),
            "date": state.seconds(),
            "old_chat_member": member(state, state.bot.id, before),
            "new_chat_member": member(state, state.bot.id, after),
        },
    )
    state.changed(chat.id)


def member(state: State, user_id: int, status: str) -> dict[str, Any]:
    """A ChatMember of that status."""
    account = state.bot if user_id == state.bot.id else state.users[user_id]
    result: dict[str, Any] = {"status": status, "user": objects.user(account)}
    if status == "kicked":
        result["until_date"] = 0
    if status == "creator":
        result["is_anonymous"] = False
    if status == "administrator":
        result |= {"can_be_edited": False, "is_anonymous": False}
        result |= dict.fromkeys(ADMINISTRATOR_RIGHTS, True)
        result |= {"can_pin_messages": True, "can_post_messages": True, "can_edit_messages": True}
    return result


def _check_member(chat: Chat) -> None:
    if not chat.is_private:
        access.check_writable(chat)
