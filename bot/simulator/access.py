"""Which chat a call means and whether the bot may write there, with Telegram's own refusals.

Source: telegram-bot-api's Client.cpp and https://core.telegram.org/bots/api#making-requests.
"""

from __future__ import annotations

from bot.simulator.arguments import Arguments
from bot.simulator.chats import Chat, Message
from bot.simulator.errors import bad_request, forbidden
from bot.simulator.state import State

KINDS = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def chat_of(state: State, given: Arguments, name: str = "chat_id") -> Chat:
    """The chat a call names, by number or by the person's own id."""
    if not given.text(name):
        raise bad_request(f"{name} is empty")
    chat = state.chats.get(given.number(name) or 0)
    if chat is None or not chat.known_to_bot:
        raise bad_request("chat not found")
    return chat


def writable_chat(state: State, given: Arguments) -> Chat:
    """The chat a call names, if the bot may write there now."""
    chat = chat_of(state, given)
    check_writable(chat)
    return chat


def check_writable(chat: Chat) -> None:
    """Refuse what Telegram refuses: blocked, deleted, kicked, never started, moved."""
    if chat.migrated_to is not None:
        words = "group chat was upgraded to a supergroup chat"
        raise bad_request(words, migrate_to_chat_id=chat.migrated_to)
    if chat.is_private:
        _check_person(chat)
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {KINDS[chat.type]}")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {KINDS[chat.type]}")
    elif chat.type == "channel" and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat")


def _check_person(chat: Chat) -> None:
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def message_of(chat: Chat, given: Arguments, purpose: str) -> Message:
    """The message a call names; `purpose` completes Telegram's 'message to ... not found'."""
    message = chat.messages.get(given.number("message_id") or 0)
    if message is None or message.deleted:
        raise bad_request(f"message to {purpose} not found")
    return message
