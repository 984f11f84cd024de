"""Who may talk to the page's server: this computer, through the page itself, and nobody else.

A web page from elsewhere reaches loopback too, by its own name or by ours; both are refused here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_OWN_SITES = frozenset({"same-origin", "none"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names of this computer, other pages, and what is not JSON."""
    refusal = _refusal(request)
    if refusal:
        return web.json_response({"error": refusal}, status=403, headers=HEADERS)
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put the page's headers on every answer, streams too; a signal of aiohttp."""
    response.headers.update(HEADERS)


def _refusal(request: web.Request) -> str | None:
    port = _port(request)
    hosts = {f"{_bracketed(host)}:{port}" for host in LOOPBACK_HOSTS}
    if request.host.lower() not in hosts:
        return "The simulator answers on this computer's own address only."
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OWN_SITES:
        return "Another page asked; the simulator answers its own page only."
    origin = request.headers.get("Origin")
    if origin is None:
        return "A change needs an origin." if request.method == "POST" else None
    if origin.lower() not in {f"http://{host}" for host in hosts}:
        return "Another page asked; the simulator answers its own page only."
    return None


def _port(request: web.Request) -> int:
    transport = request.transport
    return int(transport.get_extra_info("sockname")[1]) if transport else 0


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
