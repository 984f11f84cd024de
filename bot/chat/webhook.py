"""The webhook: what Telegram posts is kept before it is answered, then handled in its turn.

Several processes may stand behind one address. Each takes any update and keeps it where all look;
who handles it is settled there, chat by chat. Source: core.telegram.org/bots/api#setwebhook.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from aiohttp import web
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.chat import reading
from bot.chat.handling import Handling
from bot.chat.intake import ALLOWED, CHATS_AT_ONCE, WAIT_MOST_SECONDS, asked_wait_seconds
from bot.chat.request import is_readable
from bot.core import request_name
from bot.ports import Clock, StoreError

log = logging.getLogger(__name__)

PATH = "/telegram"
SHOWN = "X-Telegram-Bot-Api-Secret-Token"
# An update holds one message of at most 4,096 characters, and what it replies to.
BODY_BYTES_MOST = 1024 * 1024
BODY_SECONDS = 10.0
CONNECTIONS_MOST = 40
LOOK_SECONDS = 1.0


class Inbox(Protocol):
    """Where updates are kept until they are handled; all processes look into the same one."""

    async def put(self, update_id: int, chat_id: int, content: str) -> bool:
        """Keep an update; False for one that is there, or was. Raises StoreUnavailable."""

    async def take(self, limit: int) -> Sequence[tuple[int, str]]:
        """Hand out updates whose turn it is, to this process alone; one that is damaged is {}."""

    async def done(self, update_id: int) -> None:
        """Remember that an update was handled."""

    async def give_back(self, update_id: int) -> None:
        """Let it be handed out again; nothing is raised where the database is away."""


class Door:
    """Answers Telegram's posts; whoever does not know the secret is sent away."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        """Keep the inbox and the secret; `is_new` is set when an update has come in."""
        self._inbox = inbox
        self.secret = secret
        self.is_new = asyncio.Event()

    async def post(self, request: web.Request) -> web.Response:
        """Keep one update, and only then say so."""
        # As it came: what is no text cannot be a secret, and is compared like any other.
        shown = request.headers.get(SHOWN, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, self.secret.encode()):
            log.warning("webhook without its secret")
            return web.Response(status=403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                update = _parsed(await request.read())
        except TimeoutError:
            return web.Response(status=408)
        if update is None:
            return web.Response(status=400)
        with request_name.of_update(update["update_id"]):
            return await self._kept(update["update_id"], json.dumps(update))

    async def _kept(self, update_id: int, content: str) -> web.Response:
        try:
            await self._inbox.put(update_id, reading.chat_of_unread(content), content)
        except StoreError as error:
            log.warning("update not kept", extra={"error": type(error).__name__})
            return web.Response(status=503)
        self.is_new.set()
        return web.Response()


class WebhookIntake:
    """Handles what is in the inbox: chats side by side, each in its order."""

    def __init__(
        self, inbox: Inbox, door: Door, handling: Handling, *, bot: Bot, clock: Clock, address: str
    ) -> None:
        """Keep what it works with; nothing is taken before `run`. Telegram posts to `address`."""
        self._inbox = inbox
        self._door = door
        self._handling = handling
        self._bot = bot
        self._clock = clock
        self._address = address
        self._stopping = asyncio.Event()

    async def run(self, after_poll: Callable[[], None]) -> None:
        """Handle updates until `stop`; what another process left is found within a second.

        `after_poll` is called after each look into the inbox.
        """
        await self._announce()
        while not self._stopping.is_set():
            self._door.is_new.clear()
            handled = 0
            try:
                handled = await self.take()
            except StoreError as error:
                log.warning("inbox cannot be read", extra={"error": type(error).__name__})
            after_poll()
            if not handled:
                await self._wait()

    async def take(self) -> int:
        """Handle what has its turn now; return how many updates are done by that."""
        found = await self._inbox.take(CHATS_AT_ONCE)
        ends = await asyncio.gather(*(self._one(*each) for each in found), return_exceptions=True)
        # Only now, when nothing of it is in hand any more, may it be handed out again.
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return sum(map(bool, ends))

    def stop(self) -> None:
        """End `run` after what is in hand."""
        self._stopping.set()
        self._door.is_new.set()

    async def confirm(self) -> None:
        """Nothing is left to confirm: each post was answered when it was kept."""

    async def _one(self, update_id: int, content: str) -> bool:
        with request_name.of_update(update_id):
            try:
                await self._handled(update_id, content)
                await self._inbox.done(update_id)
            except StoreError as error:
                log.warning("update waits", extra={"error": type(error).__name__})
                await self._inbox.give_back(update_id)
                return False
        return True

    async def _handled(self, update_id: int, content: str) -> None:
        read = json.loads(content)
        if is_readable(read):
            await self._handling.one(Update.de_json(read, self._bot))
        else:
            await self._handling.unread(update_id, content)

    async def _announce(self) -> None:
        """Tell Telegram where to post, until it has heard; what waits there comes then."""
        wait = LOOK_SECONDS
        while not self._stopping.is_set():
            try:
                await self._bot.set_webhook(
                    f"{self._address.rstrip('/')}{PATH}",
                    secret_token=self._door.secret,
                    allowed_updates=ALLOWED,
                    max_connections=CONNECTIONS_MOST,
                )
                return
            except TelegramError as error:
                log.warning("webhook not set", extra={"error": type(error).__name__})
                await self._clock.sleep(max(wait, asked_wait_seconds(error)))
                wait = min(wait * 2, WAIT_MOST_SECONDS)

    async def _wait(self) -> None:
        """Wait for the next post, or until others' forerunners have been waited for."""
        coming = asyncio.create_task(self._door.is_new.wait())
        looking = asyncio.create_task(self._clock.sleep(LOOK_SECONDS))
        await asyncio.wait({coming, looking}, return_when=asyncio.FIRST_COMPLETED)
        for task in (coming, looking):
            task.cancel()


def _parsed(body: bytes) -> dict[str, Any] | None:
    """Return the update, None for what is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        return None
    return update
