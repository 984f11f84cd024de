"""One update to its end: handled, tried again, or set aside; how it came here is not known."""

import logging
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import Application

from bot.chat import reading
from bot.chat.errors import ErrorDesk
from bot.ports import StoreUnavailable

log = logging.getLogger(__name__)

TRIES = 3
SetAside = Callable[[int, int, str], Awaitable[None]]


class Handling:
    """Handles updates; `set_aside` takes update id, chat id (0: unknown) and content."""

    def __init__(
        self,
        application: Application,  # type: ignore[type-arg]
        desk: ErrorDesk,
        set_aside: SetAside,
    ) -> None:
        """Keep what it works with."""
        self._application = application
        self._desk = desk
        self._set_aside = set_aside

    async def one(self, update: Update) -> None:
        """Handle an update, and set it aside after three failures.

        Raises StoreUnavailable when nothing can be kept: then it must come again.
        """
        for _ in range(TRIES):
            await self._application.process_update(update)
            error = self._desk.take(update.update_id)
            if error is None:
                return
            if isinstance(error, StoreUnavailable):
                raise error
        await self._put_aside(update.update_id, update.to_json(), reading.chat_of(update))

    async def unread(self, update_id: int, content: str) -> None:
        """Set aside an update that the library cannot read."""
        await self._put_aside(update_id, content, reading.chat_of_unread(content))

    async def _put_aside(self, update_id: int, content: str, chat_id: int) -> None:
        log.error("update set aside", extra={"update_id": update_id})
        await self._set_aside(update_id, chat_id, content)
