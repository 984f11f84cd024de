"""How the bot presents itself on Telegram: commands by scope, descriptions. Written on change.

All of it is best effort: a server that knows no menus, or refuses one, still carries messages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.actions import guide_staff
from bot.core import staff_help
from bot.core.outbox import ChatId
from bot.core.rights import Role
from bot.ports import Library

log = logging.getLogger(__name__)

PART_SECONDS = 5.0
CLIENT_COMMANDS = (
    "today", "can", "procedure", "sun", "progress", "settings", "worried", "help", "privacy",
    "mydata", "forget",
)  # fmt: skip
# What the library raises when an answer is not of the kind it expects.
STRANGE_ANSWER = (TypeError, AttributeError, KeyError, ValueError)
DESCRIPTION = "profile.description"
SHORT_DESCRIPTION = "profile.short_description"


class Profile:
    """Sets menus and descriptions, reading first and writing only what differs."""

    def __init__(self, bot: Bot, library: Library, clinic_values: Mapping[str, str]) -> None:
        """Take the words; `clinic_values` fill the clinic's name into them."""
        self._bot = bot
        self._library = library
        self._values = clinic_values
        self._treatment = next(iter(library.packs))

    async def present(self, staff: Mapping[ChatId, Role], default_language: str) -> None:
        """Set what everybody sees, in each language, and the menus of all staff."""
        for language in self._library.packs[self._treatment].languages:
            code = None if language == default_language else language
            scope = BotCommandScopeAllPrivateChats()
            await _attempt("description", self._describe(language, code))
            await _attempt("short description", self._describe_shortly(language, code))
            await _attempt(
                "commands", self._commands(CLIENT_COMMANDS, "client", language, scope, code)
            )
        for chat_id, role in staff.items():
            await self.staff_menu(chat_id, role, default_language)

    async def staff_menu(self, chat_id: int, role: Role, language: str) -> None:
        """Set the commands of one chat by its role, none of its own for who is no staff.

        A chat that was never started has no menu yet.
        """
        scope, names = BotCommandScopeChat(chat_id), staff_help.menu(role, guide_staff.COMMANDS)
        await _attempt("staff commands", self._commands(names, "staff", language, scope, None))

    async def _describe(self, language: str, code: str | None) -> None:
        description = self._phrase(DESCRIPTION, language)
        known = await self._bot.get_my_description(language_code=code)
        if known.description != description:
            await self._bot.set_my_description(description, language_code=code)

    async def _describe_shortly(self, language: str, code: str | None) -> None:
        short = self._phrase(SHORT_DESCRIPTION, language)
        known = await self._bot.get_my_short_description(language_code=code)
        if known.short_description != short:
            await self._bot.set_my_short_description(short, language_code=code)

    async def _commands(
        self,
        names: Sequence[str],
        group: str,
        language: str,
        scope: BotCommandScope,
        code: str | None,
    ) -> None:
        wanted = tuple(
            BotCommand(name, self._phrase(f"commands.{group}.{name}", language)) for name in names
        )
        if await self._bot.get_my_commands(scope=scope, language_code=code) != wanted:
            await self._bot.set_my_commands(wanted, scope=scope, language_code=code)

    def _phrase(self, key: str, language: str) -> str:
        text = self._library.text(self._treatment, key, language, ())
        for name, value in self._values.items():
            text = text.replace(f"{{{name}}}", value)
        return text


async def _attempt(what: str, setting: Awaitable[None]) -> None:
    """Set one part; where the server does not take it, people see what they saw before."""
    try:
        async with asyncio.timeout(PART_SECONDS):
            await setting
    except (TelegramError, TimeoutError, *STRANGE_ANSWER) as error:
        log.debug("profile not set", extra={"part": what, "error": type(error).__name__})
