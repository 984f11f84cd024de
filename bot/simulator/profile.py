"""How the bot presents itself: commands by scope and language, descriptions, names, menu buttons.

Source: https://core.telegram.org/bots/api#setmycommands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import access, limits, objects
from bot.simulator.arguments import Arguments
from bot.simulator.chats import Chat
from bot.simulator.errors import bad_request
from bot.simulator.state import State

TEXTS: Mapping[str, tuple[str, int]] = {
    "Description": ("description", limits.DESCRIPTION_CHARACTERS_MAX),
    "ShortDescription": ("short_description", limits.SHORT_DESCRIPTION_CHARACTERS_MAX),
    "Name": ("name", limits.NAME_CHARACTERS_MAX),
}
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
MENU_BUTTONS = frozenset({"commands", "default", "web_app"})


def get_me(state: State, given: Arguments) -> dict[str, Any]:
    """Answers getMe."""
    return objects.user(state.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": state.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(state: State, given: Arguments) -> bool:
    """Answers setMyCommands; an empty list deletes, as on Telegram."""
    key = _key(state, given)
    commands = [_command(raw) for raw in given.array("commands")]
    if len(commands) > limits.COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands.pop(key, None)
    if commands:
        state.profile.commands[key] = commands
    return True


def get_my_commands(state: State, given: Arguments) -> list[dict[str, Any]]:
    """Answers getMyCommands for exactly one scope and language."""
    return state.profile.commands.get(_key(state, given), [])


def delete_my_commands(state: State, given: Arguments) -> bool:
    """Answers deleteMyCommands."""
    state.profile.commands.pop(_key(state, given), None)
    return True


def commands_seen_by(state: State, chat: Chat, user_id: int, language: str) -> list[dict[str, Any]]:
    """The menu a person sees in a chat: the narrowest scope that has one, their language first."""
    for scope in _scopes_from_narrow_to_wide(chat, user_id):
        for spoken in (language, ""):
            if commands := state.profile.commands.get((scope, spoken)):
                return commands
    return []


def text_setter(kind: str) -> Callable[[State, Arguments], bool]:
    """The handler of setMy<kind>: one text in each language."""
    field, characters_max = TEXTS[kind]

    def set_text(state: State, given: Arguments) -> bool:
        text = given.text(field)
        if len(text) > characters_max:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        state.profile.texts[(field, _language(given))] = text
        return True

    return set_text


def text_getter(kind: str) -> Callable[[State, Arguments], dict[str, str]]:
    """The handler of getMy<kind>; without a text in this language the general one is given."""
    field, _ = TEXTS[kind]

    def get_text(state: State, given: Arguments) -> dict[str, str]:
        texts = state.profile.texts
        standing = state.bot.first_name if field == "name" else ""
        general = texts.get((field, "")) or standing
        return {field: texts.get((field, _language(given))) or general}

    return get_text


def set_chat_menu_button(state: State, given: Arguments) -> bool:
    """Answers setChatMenuButton, for one private chat or for all."""
    button = given.object("menu_button") or {"type": "default"}
    if str(button.get("type")) not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: unsupported type")
    state.profile.menu_buttons[_menu_chat(state, given)] = dict(button)
    return True


def get_chat_menu_button(state: State, given: Arguments) -> Mapping[str, Any]:
    """Answers getChatMenuButton; a chat without its own has the general one."""
    buttons = state.profile.menu_buttons
    general = buttons.get(None, {"type": "default"})
    return buttons.get(_menu_chat(state, given), general)


def _menu_chat(state: State, given: Arguments) -> int | None:
    if not given.has("chat_id"):
        return None
    chat = access.chat_of(state, given)
    if not chat.is_private:
        raise bad_request("chat is not a private chat")
    return chat.id


def _language(given: Arguments) -> str:
    language = given.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _key(state: State, given: Arguments) -> tuple[str, str]:
    scope = given.object("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in SCOPES:
        return kind, _language(given)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = access.chat_of(state, Arguments(values=dict(scope)))
    if kind != "chat" and chat.is_private:
        raise bad_request("can't change commands for administrators of a private chat")
    member = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{member}", _language(given)


def _command(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", "")).strip()
    if not re.fullmatch(rf"[a-z0-9_]{{1,{limits.COMMAND_CHARACTERS_MAX}}}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= limits.COMMAND_DESCRIPTION_CHARACTERS_MAX:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _scopes_from_narrow_to_wide(chat: Chat, user_id: int) -> list[str]:
    if chat.is_private:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    boss = chat.members.get(user_id) in {"administrator", "creator"}
    wide = ["all_chat_administrators"] if boss else []
    near = [f"chat_administrators:{chat.id}"] if boss else []
    own = [f"chat_member:{chat.id}:{user_id}", *near, f"chat:{chat.id}"]
    return [*own, *wide, "all_group_chats", "default"]
