"""The only entrance: gets batches of updates, and confirms one when all of it is saved.

The library's own updater confirms before handling and loses updates in a crash. Updates of one
chat are handled in order, chats side by side. An update that fails three times is set aside in a
file of its own, as is one that the library cannot read; staff and the client are told; the rest
goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat import reading
from bot.chat.handling import Handling
from bot.core import request_name
from bot.ports import Clock, StoreError

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
# The disk serves whoever sends as well: what Telegram took is to be written down at once.
CHATS_AT_ONCE = 4
POLL_SECONDS = 10
ANSWER_SECONDS = 10
PAUSE_SECONDS = 0.25
CONFIRM_SECONDS = 2.0
WAIT_FIRST_SECONDS = 1.0
WAIT_FOR_TURN_SECONDS = 3.0
WAIT_MOST_SECONDS = 15.0
QUIET = timedelta(days=6)

MayListen = Callable[[], Awaitable[bool]]


async def alone() -> bool:
    """Listen: there is no other process that could."""
    return True


class Intake:
    """Polls Telegram and hands over one update of a chat at a time."""

    def __init__(
        self,
        bot: Bot,
        handling: Handling,
        clock: Clock,
        *,
        unread: MutableMapping[int, str],
        may_listen: MayListen = alone,
    ) -> None:
        """Start without an offset: Telegram sends what was never confirmed.

        `unread` holds, by update id, what the library could not read; `may_listen` tells before
        each poll whether it is this process that listens.
        """
        self._bot = bot
        self._handling = handling
        self._clock = clock
        self._unread = unread
        self._may_listen = may_listen
        self._offset: int | None = None
        self._last_update_at = clock.now()
        self._room = asyncio.Semaphore(CHATS_AT_ONCE)
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
                read_timeout=ANSWER_SECONDS,
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
        """Tell Telegram that the last batch is saved, without taking another. TelegramError."""
        if self._offset is not None:
            await self._bot.get_updates(
                offset=self._offset, limit=1, timeout=0, read_timeout=CONFIRM_SECONDS
            )

    async def run(self, after_poll: Callable[[], None]) -> None:
        """Take batches until `stop`; `after_poll` is called after each, empty ones too."""
        wait = WAIT_FIRST_SECONDS
        while not self._stopping.is_set():
            asked_at = self._clock.monotonic()
            try:
                if not await self._may_listen():
                    await self._pause(WAIT_FOR_TURN_SECONDS)
                    continue
                taken = await self.take_batch(timeout_seconds=POLL_SECONDS)
            except (TelegramError, StoreError) as error:
                log.warning("polling failed", extra=_told(error))
                await self._act_on(error)
                await self._pause(max(wait, asked_wait_seconds(error)))
                wait = min(wait * 2, WAIT_MOST_SECONDS)
            else:
                wait = WAIT_FIRST_SECONDS
                if not taken and self._clock.monotonic() - asked_at < PAUSE_SECONDS:
                    # This server does not hold a poll until there is something to say.
                    await self._pause(PAUSE_SECONDS)
            after_poll()

    async def _act_on(self, error: Exception) -> None:
        if isinstance(error, InvalidToken):
            log.error("telegram refuses the token, or TELEGRAM_API_URL is wrong")
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            await self._take_webhook_away()
        elif isinstance(error, Conflict):
            log.error("another process polls with this token")

    async def _take_webhook_away(self) -> None:
        """A webhook that was set elsewhere keeps all updates from us; what waits is kept."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("webhook stays", extra={"error": type(error).__name__})

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until `stop`."""
        sleeping = asyncio.create_task(self._clock.sleep(seconds))
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sleeping, stopping):
            task.cancel()

    def stop(self) -> None:
        """End `run` after the batch in hand."""
        self._stopping.set()
        if self._polling is not None:
            self._polling.cancel()

    async def _handle(self, updates: Sequence[Update]) -> None:
        chats: dict[int, list[Update]] = {}
        for update in updates:
            chats.setdefault(reading.chat_of(update), []).append(update)
        handling = (self._in_order(each) for each in chats.values())
        ends = await asyncio.gather(*handling, return_exceptions=True)
        # Only now, when nothing of this batch is in hand any more, may it be asked for again.
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def _in_order(self, updates: list[Update]) -> None:
        async with self._room:
            for update in updates:
                await self._one(update)

    async def _one(self, update: Update) -> None:
        unread = self._unread.pop(update.update_id, None)
        with request_name.of_update(update.update_id):
            if unread is not None:
                await self._handling.unread(update.update_id, unread)
            else:
                await self._handling.one(update)


def _told(error: Exception) -> dict[str, str]:
    """Return what a log may say of it: the words of our own errors, of others the class."""
    told = {"error": type(error).__name__}
    return {**told, "reason": str(error)} if isinstance(error, StoreError) else told


def asked_wait_seconds(error: Exception) -> float:
    """Return how long Telegram asks to wait, 0 where it asks for nothing."""
    if not isinstance(error, RetryAfter):
        return 0.0
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
