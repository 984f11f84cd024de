"""A server on loopback in Telegram's place: where its calls arrive, and how it is closed."""

from abc import ABC, abstractmethod

from aiohttp import web


class LoopbackServer(ABC):
    """Takes the calls of bots at `url`; what is answered is for `_call` to say."""

    def __init__(self) -> None:
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def open(self, port: int = 0) -> None:
        """Serve on loopback; without a port, under one of the system's choice."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Be gone."""
        if self._runner is not None:
            await self._runner.cleanup()

    @abstractmethod
    async def _call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a bot."""
