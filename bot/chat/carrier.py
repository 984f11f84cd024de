"""How a request travels to a Bot API server: aiohttp, which takes a third of httpx's work.

The library's own carrier takes longer the more requests are on their way at once. What went wrong
becomes an error of the library's, with aiohttp's behind it as the cause: `failures` tells from it
what surely never left. Proxies and certificates are those that the library's own would use.
"""

import ssl
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

READ_SECONDS = 5.0
WRITE_SECONDS = 5.0
UPLOAD_SECONDS = 20.0
CONNECT_SECONDS = 5.0
# How long a request waits for one of the connections to be free.
QUEUE_SECONDS = 1.0
IDLE_SECONDS = 5.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Carrier(BaseRequest):
    """Carries the library's requests over a bounded number of connections."""

    def __init__(
        self,
        *,
        connections: int,
        read_seconds: float = READ_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        """Keep the limits; nothing is opened before `initialize`."""
        self._connections = connections
        self._read_seconds = read_seconds
        self._connect_seconds = connect_seconds
        self._session: aiohttp.ClientSession | None = None
        self._trusted: ssl.SSLContext | None = None
        self._proxies: dict[tuple[str, str], URL | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds; the library adds them to a poll's own time-out."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Get ready; a session that is open stays."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=IDLE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections; what was never opened is fine."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; return status and body. Raises NetworkError, TimedOut among them."""
        if self._session is None:
            raise RuntimeError("the carrier is not initialized")
        files = request_data.multipart_data if request_data else {}
        limits = _limits(
            connect=_or(connect_timeout, self._connect_seconds),
            queue=_or(pool_timeout, QUEUE_SECONDS),
            write=_or(write_timeout, UPLOAD_SECONDS if files else WRITE_SECONDS),
            read=_or(read_timeout, self._read_seconds),
        )
        try:
            return await self._carry(self._session, URL(url), method, request_data, limits)
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its own words may hold the address, and so the token.
            raise NetworkError(type(error).__name__) from error

    async def _carry(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        method: str,
        request_data: RequestData | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        has_form = request_data is not None and not request_data.multipart_data
        async with session.request(
            method,
            url,
            data=_body(request_data),
            headers=_FORM if has_form else None,
            timeout=limits,
            proxy=self._proxy(url),
            ssl=self._trust() if url.scheme == "https" else True,
            allow_redirects=False,
        ) as response:
            return response.status, await response.read()

    def _trust(self) -> ssl.SSLContext:
        """Return the certificates that are believed; read once, as that takes a while."""
        if self._trusted is None:
            self._trusted = httpx.create_ssl_context()
        return self._trusted

    def _proxy(self, url: URL) -> URL | None:
        """Return the environment's proxy for that server, asked for once."""
        server = (url.scheme, url.host or "")
        if server not in self._proxies:
            self._proxies[server] = environment_proxy(*server)
        return self._proxies[server]


def environment_proxy(scheme: str, host: str) -> URL | None:
    """Return what HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names, unless NO_PROXY has the host."""
    found = getproxies()
    address = found.get(scheme) or found.get("all")
    if not address or proxy_bypass(host):
        return None
    return URL(address if "://" in address else f"http://{address}")


def _or(given: Any, usual: float) -> float | None:
    """Return what was asked for, None for no limit at all, or else what is usual."""
    if given is BaseRequest.DEFAULT_NONE:
        return usual
    return None if given is None else float(given)


def _limits(
    *, connect: float | None, queue: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    """Bound each part of a request, and the writing, for which aiohttp has no limit, by the sum."""
    until_connected = None if connect is None or queue is None else connect + queue
    parts = (until_connected, write, read)
    return aiohttp.ClientTimeout(
        total=None if None in parts else sum(part for part in parts if part is not None),
        connect=until_connected,
        sock_connect=connect,
        sock_read=read,
    )


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.multipart_data:
        # Encoded by compiled code: the standard library goes letter by letter, and takes ten times
        # as long for the JSON of a keyboard.
        return URL.build(query=data.json_parameters).raw_query_string.encode()
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
