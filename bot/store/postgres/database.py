"""The ways to the database: one for what is asked while the bot talks, one for slow work.

Both are opened when first needed and mend themselves; who waits too long is told.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from bot.ports import StoreUnavailable
from bot.store.postgres import migrating
from bot.store.postgres.database_disk import Connection, Pool
from bot.store.postgres.queries import named
from bot.store.postgres.refusals import translated

AsyncConnection = psycopg.AsyncConnection[tuple[Any, ...]]
CONNECTIONS = 10
SLOW_CONNECTIONS = 2
PATIENCE_SECONDS = 10.0
CLOSING_SECONDS = 0.5
# A database that does not answer is not waited for longer than Telegram is; it says so itself
# first, unless nothing comes through to it and nobody closed the connection.
ANSWER_SECONDS = 25.0
# A machine that was unplugged amid a change must not hold what it was changing for hours.
IDLE_SECONDS = 30.0
_LIMITS = "-c statement_timeout=20000 -c lock_timeout=15000"


class Database:
    """A PostgreSQL database. Everything raises StoreUnavailable where it refuses."""

    def __init__(self, url: str) -> None:
        """Keep where it is; nothing is asked yet."""
        arguments = _arguments()
        self.slow: Pool = ConnectionPool(
            url,
            kwargs=arguments,
            min_size=0,
            max_size=SLOW_CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            open=False,
            check=ConnectionPool.check_connection,
        )
        self._quick: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
            url,
            kwargs=arguments,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )

    def prepare(self) -> int:
        """Bring the tables to this version's shape; return how many steps that took."""
        with translated():
            self.slow.open()
            with self.slow.connection() as connection:
                return migrating.migrate(connection)

    def version(self) -> int:
        """Return how far the tables are; 0 in a database without ours."""
        with translated():
            self.slow.open()
            with self.slow.connection() as connection:
                return migrating.version(connection)

    def processes(self) -> list[str]:
        """Return the names of the processes that are there."""
        with translated(), self.slow.connection() as connection:
            return _present(connection)

    def waiting(self) -> int:
        """Return how many updates came in and are not handled yet."""
        with translated(), self.slow.connection() as connection:
            count, _ = connection.execute(named("updates_waiting")).fetchone() or (0, None)
            return int(count)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep bots and commands away for the block. Raises StoreUnavailable where one is there.

        What keeps them away ends with the connection: a command that is killed locks out nobody.
        """
        with translated(), self.slow.connection() as connection, connection.transaction():
            connection.execute(named("hold_through"))
            held = connection.execute(named("keep_bots_away")).fetchone()
            if held != (True,) or _present(connection):
                raise StoreUnavailable("a bot, or another command, is using it: stop that first")
            yield

    async def open(self) -> None:
        """Open the way for what is asked while the bot talks."""
        with translated():
            await self._quick.open(wait=True, timeout=PATIENCE_SECONDS)

    async def close(self) -> None:
        """Close both ways."""
        await self._quick.close(CLOSING_SECONDS)
        self.slow.close(CLOSING_SECONDS)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A way there for the block; each question stands by itself."""
        with translated():
            async with asyncio.timeout(ANSWER_SECONDS), self._quick.connection() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """All or nothing of what is done in the block."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def all(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows that the named query finds."""
        async with self.connection() as connection:
            return await (await connection.execute(named(query), values)).fetchall()

    async def one(self, query: str, **values: object) -> tuple[Any, ...] | None:
        """Return the first row that the named query finds."""
        found = await self.all(query, **values)
        return found[0] if found else None

    async def tell(self, query: str, **values: object) -> int:
        """Carry out the named query, and return how many rows it changed."""
        async with self.connection() as connection:
            return (await connection.execute(named(query), values)).rowcount


def _present(connection: Connection) -> list[str]:
    """Return the names of the processes that are there, by the database's own time."""
    (now,) = connection.execute(named("ask_time")).fetchone() or (None,)
    found = connection.execute(named("present"), {"now": now}).fetchall()
    return [name for (name,) in found]


def _arguments() -> dict[str, Any]:
    """Return what every connection is opened with, both ends' limits among it."""
    idle = f"-c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000:.0f}"
    return {
        "autocommit": True,
        "options": f"{_LIMITS} {idle}",
        "connect_timeout": 5,
        "tcp_user_timeout": 15000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
