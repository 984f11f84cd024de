"""A Bot API server that costs little: it serves taps as fast as a bot takes them, and counts.

The world of the simulator keeps every chat and takes longer for a call than a bot does.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.timing.clock import SystemClock

TOKEN = "99:a-token-of-the-benchmark"
ME = {"id": 99, "is_bot": True, "first_name": "Busy", "username": "busy_bot"}
BATCH = 100


class TapServer:
    """Holds the updates to come; `counts` has the calls by method, `edited` the edits by chat."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.taken = 0
        self.first_polled_at: float | None = None
        self.answered_at: list[float] = []
        self.url = ""
        self._clock = SystemClock()
        self._updates: Sequence[bytes] = ()
        self._first_id = 1
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Serve on loopback, under a port of the system's choice."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Be gone."""
        if self._runner is not None:
            await self._runner.cleanup()

    def serve(self, updates: Sequence[dict[str, Any]]) -> None:
        """Have these waiting, under ids that follow those before."""
        self._first_id += len(self._updates)
        numbered = enumerate(updates, self._first_id)
        self._updates = [json.dumps({"update_id": n, **each}).encode() for n, each in numbered]
        self._tell()

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
        if method == "getUpdates":
            body = await self._poll(given)
        else:
            body = self._answer(method, given)
        self.counts[method] += 1
        self._tell()
        return web.Response(body=body, content_type="application/json")

    async def _poll(self, given: dict[str, str]) -> bytes:
        if self.first_polled_at is None:
            self.first_polled_at = self._clock.monotonic()
        self.taken = max(self.taken, int(given.get("offset", 0)) - 1)
        found = self._waiting(given)
        if not found:
            await self.until(lambda: self._waiting(given), seconds=float(given.get("timeout", 0)))
            found = self._waiting(given)
        return b'{"ok":true,"result":[' + b",".join(found) + b"]}"

    def _waiting(self, given: dict[str, str]) -> Sequence[bytes]:
        start = max(int(given.get("offset", 0)) - self._first_id, 0)
        return self._updates[start : start + min(int(given.get("limit", BATCH)), BATCH)]

    def _answer(self, method: str, given: dict[str, str]) -> bytes:
        if method == "getMe":
            return json.dumps({"ok": True, "result": ME}).encode()
        if method not in ("sendMessage", "editMessageText"):
            return b'{"ok":true,"result":true}'
        self.answered_at.append(self._clock.monotonic())
        chat, number = int(given["chat_id"]), given.get("message_id") or len(self.answered_at)
        message = {
            "message_id": int(number),
            "date": int(self._clock.now().timestamp()),
            "chat": {"id": chat, "type": "private", "first_name": "Ann"},
            "from": ME,
            "text": given["text"],
        }
        return json.dumps({"ok": True, "result": message}).encode()
