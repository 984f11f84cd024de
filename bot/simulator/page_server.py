"""Serves the page of `./run simulate` on loopback: its files, its state, its events, its actions.

It stops at HTTP: what a button does is in `page_actions`, what the page sees in `page_view`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator import page_actions, page_guard
from bot.simulator.errors import Impossible, Refusal
from bot.simulator.page_view import Playing, Show, state_of
from bot.simulator.player import CannotPlay

PAGE_FOLDER = Path(__file__).parent / "page"
REQUEST_BYTES_MAX = 15 * 1024 * 1024
KEEP_ALIVE_SECONDS = 15.0
SHUTDOWN_SECONDS = 1.0
STREAMS_MAX = 32
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_SPOKEN = (CannotPlay, Impossible, Refusal, page_actions.Wrong)

Reset = Callable[[], Awaitable[Show]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A page that is being served: its address, and how to end it."""

    address: str
    close: Callable[[], Awaitable[None]]


async def serve(
    show: Show, *, reset: Reset | None = None, host: str = "127.0.0.1", port: int = 0
) -> Served:
    """Serve the page on loopback; port 0 takes a free one. `reset` makes a new, empty show."""
    if host not in page_guard.LOOPBACK_HOSTS:
        raise ValueError("the simulator is served on loopback only")
    page = _Page(reset=reset)
    page.open(show)
    runner = web.AppRunner(page.app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    taken = runner.addresses[0][1]
    name = f"[{host}]" if ":" in host else host
    return Served(address=f"http://{name}:{taken}/", close=runner.cleanup)


@dataclass(slots=True, kw_only=True)
class _Page:
    """One page: the show that plays and the browsers that watch."""

    reset: Reset | None
    playing: Playing = field(init=False)
    bells: set[asyncio.Event] = field(default_factory=set)
    closing: bool = False
    files: dict[str, web.Response] = field(default_factory=dict)

    def open(self, show: Show) -> None:
        """Put a show on: its phones, and a bell for every change in its world."""
        self.playing = Playing(show=show, started=show.world.state.now())
        for phone in show.phones:
            page_actions.enter(self.playing, phone)
        show.world.on_change(lambda _: self.ring())
        self.ring()

    def ring(self) -> None:
        """Tell every watching browser that something changed."""
        for bell in self.bells:
            bell.set()

    def app(self) -> web.Application:
        """The routes, with the guard before all of them."""
        app = web.Application(middlewares=[page_guard.guard], client_max_size=REQUEST_BYTES_MAX)
        app.on_response_prepare.append(page_guard.add_headers)
        app.on_shutdown.append(self.on_shutdown)
        app.add_routes(
            [
                web.get("/", self.on_index),
                web.get("/page/{name}", self.on_file),
                web.get("/media/{chat}/{message}", self.on_media),
                web.get("/api/state", self.on_state),
                web.get("/api/events", self.on_events),
                web.post("/api/{verb}", self.on_action),
            ]
        )
        return app

    async def on_index(self, _: web.Request) -> web.Response:
        """The page itself."""
        return _file("index.html")

    async def on_file(self, request: web.Request) -> web.Response:
        """A script, a style sheet or a drawing of the page."""
        return _file(request.match_info["name"])

    async def on_media(self, request: web.Request) -> web.Response:
        """A photo's bytes, or a document's to be saved."""
        chat, message = request.match_info["chat"], request.match_info["message"]
        if not (chat.lstrip("-").isdecimal() and message.isdecimal()):
            raise web.HTTPNotFound
        found = self.playing.show.world.state.chats.get(int(chat))
        shown = found.messages.get(int(message)) if found else None
        if shown is None or (shown.photo is None and shown.document is None):
            raise web.HTTPNotFound
        if shown.photo is not None:
            return web.Response(body=shown.photo, content_type=_type_of(shown.photo))
        # Whatever it is, the browser saves it and runs nothing of it.
        saved = {"Content-Disposition": "attachment"}
        return web.Response(body=shown.document, headers=saved)

    async def on_state(self, _: web.Request) -> web.Response:
        """Everything there is to draw."""
        state = await state_of(self.playing, can_reset=self.reset is not None)
        return web.json_response(state, dumps=_compact)

    async def on_action(self, request: web.Request) -> web.Response:
        """One press on the page; a refusal comes back as a sentence."""
        try:
            facts = page_actions.Facts(values=await _json_object(request))
            answer = await self._act(request.match_info["verb"], facts)
        except _SPOKEN as error:
            return web.json_response({"error": _sentence(error)}, status=409)
        return web.json_response(answer)

    async def _act(self, verb: str, facts: page_actions.Facts) -> page_actions.Answer:
        if verb == "jump":
            return await page_actions.jump(self.playing, facts, self.ring)
        if verb == "stop":
            if self.playing.show.player:
                self.playing.show.player.stop()
            return {}
        if verb == "phone":
            return await page_actions.add_phone(self.playing, facts)
        if verb == "reset" and self.reset is not None:
            self.open(await self.reset())
            return {}
        if verb == "location" or verb in page_actions.ACTS:
            return await page_actions.act(self.playing, verb, facts)
        raise page_actions.Wrong("The page knows no such button.")

    async def on_events(self, request: web.Request) -> web.StreamResponse:
        """A stream of `change` and `jump` events, as long as the browser listens."""
        if len(self.bells) >= STREAMS_MAX:
            raise web.HTTPServiceUnavailable(text="too many pages are open")
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        bell = asyncio.Event()
        self.bells.add(bell)
        try:
            await stream.write(b": welcome\n\n")
            while not self.closing:
                await stream.write(await self._next_event(bell))
        except ConnectionResetError:
            # The browser closed the page; there is nobody left to tell.
            pass
        finally:
            self.bells.discard(bell)
        return stream

    async def _next_event(self, bell: asyncio.Event) -> bytes:
        try:
            async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                await bell.wait()
        except TimeoutError:
            return b": still here\n\n"
        bell.clear()
        jump = self.playing.jump
        now = self.playing.show.world.state.seconds()
        told = jump.as_json() if jump else {"playing": False, "now": now, "done": 1}
        return f"event: jump\ndata: {_compact(told)}\n\nevent: change\ndata: {{}}\n\n".encode()

    async def on_shutdown(self, _: web.Application) -> None:
        """Let the streams end, so that closing does not wait for the browsers."""
        self.closing = True
        self.ring()


def _file(name: str) -> web.Response:
    # Small files, read anew each time: who edits the page sees it on the next load.
    known = {path.name: path for path in PAGE_FOLDER.iterdir() if path.suffix in _TYPES}
    if name not in known:
        raise web.HTTPNotFound
    path = known[name]
    return web.Response(
        text=path.read_text(encoding="utf-8"), content_type=_TYPES[path.suffix], charset="utf-8"
    )


def _type_of(photo: bytes) -> str:
    for start, content_type in _SIGNATURES.items():
        if photo.startswith(start):
            return content_type
    return "application/octet-stream"


async def _json_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise page_actions.Wrong("An action is sent as JSON.")
    try:
        value = json.loads(await request.text())
    except ValueError as error:
        raise page_actions.Wrong("An action is sent as JSON.") from error
    if not isinstance(value, dict):
        raise page_actions.Wrong("An action is sent as a JSON object.")
    return value


def _sentence(error: Exception) -> str:
    words = error.description if isinstance(error, Refusal) else str(error)
    return words[:1].upper() + words[1:]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
