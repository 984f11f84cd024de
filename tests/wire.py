"""The way to a database, on loopback, that can be slow, cut, or silent without being closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from bot.timing.clock import SystemClock

CHUNK_BYTES = 65536


class Wire:
    """Carries bytes to a PostgreSQL and back; `delay_seconds` is what each piece takes."""

    def __init__(self, url: str) -> None:
        """Keep where the database is; nothing listens yet."""
        known = conninfo_to_dict(url)
        self._host, self._port = str(known.get("host", "localhost")), int(known.get("port", 5432))
        who = f"{known.get('user', 'postgres')}:{known.get('password', '')}"
        self._path = f"{who}@127.0.0.1:{{port}}/{known.get('dbname', 'postgres')}"
        self._clock = SystemClock()
        self._carriers: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_cut = False
        self.delay_seconds = 0.0
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Wire]:
        """Listen under `url` during the block."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = f"postgresql://{self._path.format(port=port)}"
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """Break every connection off, and take no new one until `mend`."""
        self._is_cut = True
        for carrier in self._carriers:
            carrier.cancel()

    def hush(self) -> None:
        """Carry nothing any more, and tell nobody: connections stay open, new ones as well."""
        self._flows.clear()

    def mend(self) -> None:
        """Carry everything again, what was held back first."""
        self._is_cut = False
        self._flows.set()

    async def _connected(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._is_cut:
            to_near.transport.abort()
            return
        self._carriers.add(task)
        to_far = None
        try:
            far, to_far = await self._reached()
            there = asyncio.create_task(self._carry(near, to_far))
            back = asyncio.create_task(self._carry(far, to_near))
            try:
                await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in (there, back):
                    each.cancel()
        except (OSError, asyncio.CancelledError):
            # The database is not there, or this wire was cut: either end hears of it below.
            pass
        finally:
            self._carriers.discard(task)
            for writer in (to_near, to_far):
                if writer is not None:
                    writer.transport.abort()

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._host.startswith("/"):
            return await asyncio.open_unix_connection(Path(self._host) / f".s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, self._port)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(CHUNK_BYTES):
                await self._clock.sleep(self.delay_seconds)
                await self._flows.wait()
                target.write(piece)
                await target.drain()
