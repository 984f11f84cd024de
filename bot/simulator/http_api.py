"""The Bot API over HTTP on loopback, for a bot in a process of its own; the world answers.

Only loopback is served, and only under a loopback name: a page on the web cannot reach it by
pointing a name of its own at 127.0.0.1.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.simulator import faults, limits
from bot.simulator.world import World

REQUEST_BYTES_MAX = limits.UPLOAD_BYTES_MAX + 1024 * 1024
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WORLD = web.AppKey("world", World)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: its root address, and the way to end it."""

    url: str
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop serving; waiting polls are cut off."""
        await self.runner.cleanup()


async def serve(world: World, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve the world's Bot API; with port 0 the system picks a free one.

    A host that is not loopback is a ValueError. `url` is the root without `/bot`.
    """
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError("the local Telegram serves loopback addresses only")
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0]
    name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    return Server(url=f"http://{name}:{bound[1]}", runner=runner)


def application(world: World) -> web.Application:
    """The Bot API's routes, alone or to be joined by others."""
    app = web.Application(client_max_size=REQUEST_BYTES_MAX, middlewares=[local_names_only])
    app[WORLD] = world
    add_routes(app)
    return app


def add_routes(app: web.Application) -> None:
    """Add /bot<token>/<method> and /file/bot<token>/<path>; `app[WORLD]` must be set."""
    app.router.add_route("*", r"/bot{token:[^/]*}/{method}", _call)
    app.router.add_get(r"/file/bot{token:[^/]*}/{path:.+}", _download)


@web.middleware
async def local_names_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a Host that is no loopback name, whatever address it was resolved to."""
    name = request.headers.get("Host", "").rsplit(":", 1)[0].lower()
    if name not in LOCAL_NAMES and request.headers.get("Host", "").lower() not in LOCAL_NAMES:
        return _error(403, "Forbidden: loopback only")
    return await handler(request)


async def _call(request: web.Request) -> web.StreamResponse:
    if request.method not in ("GET", "POST"):
        return _error(405, "Method Not Allowed")
    try:
        parameters, files, names = await _read(request)
    except ValueError:
        return _error(400, "Bad Request: can't parse request body")
    token, method = request.match_info["token"], request.match_info["method"]
    try:
        status, body = await request.app[WORLD].call(token, method, parameters, files, names)
    except (faults.NoAnswer, faults.NoConnection):
        return _hang_up(request)
    return web.Response(status=status, body=body, content_type="application/json")


async def _download(request: web.Request) -> web.StreamResponse:
    status, body = request.app[WORLD].file(request.match_info["token"], request.match_info["path"])
    kind = "application/octet-stream" if status == 200 else "application/json"
    return web.Response(status=status, body=body, content_type=kind)


async def _read(
    request: web.Request,
) -> tuple[dict[str, Any], dict[str, bytes], dict[str, str]]:
    """Parameters from the address and from a JSON, urlencoded or multipart body; files apart."""
    parameters: dict[str, Any] = dict(request.query)
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    if request.method == "GET" or not request.can_read_body:
        return parameters, files, names
    if request.content_type == "application/json":
        given = json.loads(await request.read() or b"{}")
        if not isinstance(given, dict):
            raise ValueError("a JSON body must be an object")
        return parameters | given, files, names
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
            names[name] = value.filename
        elif isinstance(value, bytes | bytearray):
            files[name] = bytes(value)
        else:
            parameters[name] = value
    return parameters, files, names


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer, as a broken line does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _error(status: int, description: str) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body, status=status)
