"""A Bot API server that costs little: it serves taps as fast as a bot takes them, and counts.

The world of the simulator keeps every chat and takes longer for a call than a bot does.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.timing.clock import SystemClock
from tests.processes.loopback import LoopbackServer

TOKEN = "99:a-token-of-the-benchmark"
ME = {"id": 99, "is_bot": True, "first_name": "Busy", "username": "busy_bot"}
BATCH = 100


class TapServer(LoopbackServer):
    """Serves updates by their number, from `first` on; `counts` has the calls by method."""

    def __init__(self, first: int = 0) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.handed_out = first
        self._first = first
        self.first_polled_at: float | None = None
        self.last_called_at = 0.0
        self._clock = SystemClock()
        self._update: Callable[[int], dict[str, Any]] = _nothing
        self._end = first
        self._news = asyncio.Event()
        self._speaking = asyncio.Event()
        self._speaking.set()

    def serve(self, update: Callable[[int], dict[str, Any]], end: int) -> None:
        """Have updates waiting, up to that number; `update` makes them one by one."""
        self._update, self._end = update, end
        self._tell()

    def serve_no_more(self) -> None:
        """Have no more waiting than were handed out already."""
        self._end = self.handed_out

    def say_nothing(self) -> None:
        """Take requests, and answer none until told to."""
        self._speaking.clear()

    def speak_again(self) -> None:
        """Answer what comes, and what has waited."""
        self._speaking.set()

    async def until(self, is_so: Any, *, seconds: float) -> bool:
        """Wait until it is so, looking again at each call; False when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while not is_so():
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = dict(parse_qsl((await request.read()).decode()))
        await self._speaking.wait()
        is_poll = method == "getUpdates"
        body = await self._poll(given) if is_poll else self._answer(method, given)
        if not is_poll:
            self.last_called_at = self._clock.monotonic()
        self.counts[method] += 1
        self._tell()
        return web.Response(body=body, content_type="application/json")

    async def _poll(self, given: dict[str, str]) -> bytes:
        if self.first_polled_at is None:
            self.first_polled_at = self._clock.monotonic()
        start = max(int(given.get("offset", 0)) - 1, 0)
        if not self._waiting(start):
            seconds = float(given.get("timeout", 0))
            await self.until(lambda: self._waiting(start), seconds=seconds)
        numbers = self._waiting(start)[: min(int(given.get("limit", BATCH)), BATCH)]
        self.handed_out = max(self.handed_out, numbers.stop)
        updates = [{"update_id": number + 1, **self._update(number)} for number in numbers]
        return json.dumps({"ok": True, "result": updates}).encode()

    def _waiting(self, start: int) -> range:
        return range(max(start, self._first), max(self._end, self._first))

    def _answer(self, method: str, given: dict[str, str]) -> bytes:
        if method == "getMe":
            return json.dumps({"ok": True, "result": ME}).encode()
        if method not in ("sendMessage", "editMessageText"):
            return b'{"ok":true,"result":true}'
        chat, number = int(given["chat_id"]), given.get("message_id", self.counts[method] + 1)
        message = {
            "message_id": int(number),
            "date": int(self._clock.now().timestamp()),
            "chat": {"id": chat, "type": "private", "first_name": "Ann"},
            "from": ME,
            "text": given["text"],
        }
        return json.dumps({"ok": True, "result": message}).encode()


def _nothing(number: int) -> dict[str, Any]:
    """Make the update of one who sends nothing."""
    raise LookupError(number)
