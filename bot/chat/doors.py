"""The process's own small server: Telegram's posts, whether it is well, and what it counts.

It listens where LISTEN says, on loopback unless told otherwise; a balancer stands in front of it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.chat.webhook import BODY_BYTES_MOST, PATH, Door
from bot.ports import StoreError, StoreUnavailable

HEALTHY_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is asked about a process: whether it lives, whether it can work, and its counts.

    `beat_seconds` tells how long ago the ticker last ran to its end; `counts` raises StoreError.
    """

    beat_seconds: Callable[[], float]
    is_ready: Callable[[], Awaitable[bool]]
    counts: Callable[[], Awaitable[bytes]]


class Doors:
    """One server for all of them."""

    def __init__(self, health: Health, webhook: Door | None) -> None:
        """Keep what answers; nothing is open yet."""
        self._health = health
        app = web.Application(client_max_size=BODY_BYTES_MOST)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        if webhook is not None:
            app.router.add_post(PATH, webhook.post)
        self._runner = web.AppRunner(app, access_log=None)
        self._is_draining = False

    async def open(self, host: str, port: int) -> int:
        """Listen there; return the port. Raises StoreUnavailable where another process does."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise StoreUnavailable(f"LISTEN: nobody can listen on {host}:{port} now") from error
        return int(self._runner.addresses[0][1])

    def drain(self) -> None:
        """Say from now on that no more should be sent here; what comes is still taken."""
        self._is_draining = True

    async def close(self) -> None:
        """Answer what is in hand, and close."""
        await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        late = self._health.beat_seconds() > HEALTHY_SECONDS
        return web.Response(status=503 if late else 200, text="late\n" if late else "ok\n")

    async def _readyz(self, request: web.Request) -> web.Response:
        if self._is_draining or not await self._health.is_ready():
            return _not_ready()
        return web.Response(text="ready\n")

    async def _metrics(self, request: web.Request) -> web.Response:
        try:
            found = await self._health.counts()
        except StoreError:
            return _not_ready()
        return web.Response(body=found, headers={"Content-Type": "text/plain; version=0.0.4"})


def _not_ready() -> web.Response:
    return web.Response(status=503, text="not ready\n")
