"""The only entrance: gets batches of updates, and confirms one when all of it is saved.

The library's own updater confirms before handling and loses updates in a crash. Updates of one
chat are handled in order, chats side by side. An update that fails three times is set aside in a
file of its own; staff and the client are told; the rest goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.chat.errors import ErrorDesk
from bot.ports import Clock, StoreUnavailable

log = logging.getLogger(__name__)

ALLOWED = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHANNEL_POST,
    Update.INLINE_QUERY,
]
BATCH = 100
POLL_SECONDS = 10
TRIES = 3
WAIT_FIRST_SECONDS = 1.0
WAIT_MOST_SECONDS = 60.0
QUIET = timedelta(days=6)

SetAside = Callable[[Update], Awaitable[None]]


class Intake:
    """Polls Telegram and hands over one update of a chat at a time."""

    def __init__(
        self,
        bot: Bot,
        application: Application,  # type: ignore[type-arg]
        desk: ErrorDesk,
        clock: Clock,
        set_aside: SetAside,
    ) -> None:
        """Start without an offset: Telegram sends what was never confirmed."""
        self._bot = bot
        self._application = application
        self._desk = desk
        self._clock = clock
        self._set_aside = set_aside
        self._offset: int | None = None
        self._last_update_at = clock.now()
        self._stopping = asyncio.Event()
        self._polling: asyncio.Future[tuple[Update, ...]] | None = None

    async def take_batch(self, *, timeout_seconds: int) -> int:
        """Get updates, confirming the last batch by the offset; handle them; return how many.

        Raises TelegramError when Telegram cannot be asked, StoreUnavailable when nothing can be
        saved: then the batch stays unconfirmed and comes again.
        """
        self._forget_offset_after_quiet()
        updates = await self._poll(timeout_seconds)
        if updates:
            await self._handle(updates)
            self._offset = max(update.update_id for update in updates) + 1
            self._last_update_at = self._clock.now()
        return len(updates)

    async def _poll(self, timeout_seconds: int) -> Sequence[Update]:
        """Ask Telegram; a stop cuts the waiting short, which loses nothing."""
        polling = asyncio.ensure_future(
            self._bot.get_updates(
                offset=self._offset,
                limit=BATCH,
                timeout=timedelta(seconds=timeout_seconds),
                read_timeout=timeout_seconds + 10,
                allowed_updates=ALLOWED,
            )
        )
        self._polling = polling
        try:
            return await polling
        except asyncio.CancelledError:
            if self._stopping.is_set():
                return ()
            raise

    def _forget_offset_after_quiet(self) -> None:
        """After a week of silence Telegram may start its update ids anew, anywhere."""
        if self._clock.now() - self._last_update_at >= QUIET:
            self._offset = None

    async def confirm(self) -> None:
        """Tell Telegram that the last batch is saved, without taking another."""
        if self._offset is not None:
            await self._bot.get_updates(offset=self._offset, limit=1, timeout=0)

    async def run(self, after_poll: Callable[[], None]) -> None:
        """Take batches until `stop`; `after_poll` is called after each, empty ones too."""
        wait = WAIT_FIRST_SECONDS
        while not self._stopping.is_set():
            try:
                await self.take_batch(timeout_seconds=POLL_SECONDS)
            except (TelegramError, StoreUnavailable) as error:
                log.warning("polling failed", extra={"error": type(error).__name__})
                wait = await self._wait_after(error, wait)
            else:
                wait = WAIT_FIRST_SECONDS
            after_poll()

    async def _wait_after(self, error: Exception, wait: float) -> float:
        if isinstance(error, InvalidToken):
            log.error("telegram refuses the token, or TELEGRAM_API_URL is wrong")
        if isinstance(error, Conflict):
            log.error("another process polls with this token")
        asked = error.retry_after if isinstance(error, RetryAfter) else 0
        seconds = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
        sleeping = asyncio.create_task(self._clock.sleep(max(wait, seconds)))
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sleeping, stopping):
            task.cancel()
        return min(wait * 2, WAIT_MOST_SECONDS)

    def stop(self) -> None:
        """End `run` after the batch in hand."""
        self._stopping.set()
        if self._polling is not None:
            self._polling.cancel()

    async def _handle(self, updates: Sequence[Update]) -> None:
        chats: dict[int, list[Update]] = {}
        for update in updates:
            chat = update.effective_chat or update.effective_user
            chats.setdefault(chat.id if chat is not None else 0, []).append(update)
        await asyncio.gather(*(self._in_order(each) for each in chats.values()))

    async def _in_order(self, updates: list[Update]) -> None:
        for update in updates:
            await self._one(update)

    async def _one(self, update: Update) -> None:
        for _ in range(TRIES):
            await self._application.process_update(update)
            error = self._desk.take(update.update_id)
            if error is None:
                return
            if isinstance(error, StoreUnavailable):
                raise error
        log.error("update set aside", extra={"update_id": update.update_id})
        await self._set_aside(update)
