"""A shelf that is a PostgreSQL database, for several processes."""

import itertools
from collections.abc import Callable
from pathlib import Path

import psycopg

from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.postgres.database import Database
from bot.store.postgres.database_disk import DatabaseDisk
from bot.store.postgres_store import PostgresStore
from bot.store.seal import PLAIN, Seal
from bot.timing.clock import SharedClock, SystemClock
from bot.timing.offload import ThreadOffload

TABLES = ("files", "pages", "processes", "duties", "inbox")


class DatabaseShelf:
    """One database, and the processes that use it one after the other."""

    def __init__(self, url: str, folder: Path, seal: Seal = PLAIN) -> None:
        """Empty the database; nothing is opened yet."""
        self.url = url
        self.own_disk = Disk(folder / "data")
        self.own_disk.make_folder("")
        self.clock, self.offload = SharedClock(SystemClock()), ThreadOffload(SystemClock())
        self._seal = seal
        self._starts = itertools.count(1)
        self._databases: list[Database] = []
        self._open: PostgresStore | None = None
        database = Database(url)
        database.prepare()
        self._databases.append(database)
        self.slow = database.slow
        self.disk = DatabaseDisk(database.slow, seal, self.own_disk)
        self.files = Files(self.disk, seal)
        with psycopg.connect(url) as connection:
            connection.execute(f"TRUNCATE {', '.join(TABLES)}")

    async def open(self) -> PostgresStore:
        """Start a process on the database; one that is still open is killed, and found dead."""
        if self._open is not None:
            await self._open.presence.fall_silent()
            with psycopg.connect(self.url) as connection:
                connection.execute("UPDATE processes SET until = 'epoch'")
        self._open = await self.another()
        return self._open

    async def another(
        self, seal: Seal | None = None, own_disk: Disk | None = None
    ) -> PostgresStore:
        """Start a process beside the one that is there, with other keys or disk if asked."""
        database = Database(self.url)
        self._databases.append(database)
        store = PostgresStore(
            database,
            start=f"start-{next(self._starts)}",
            seal=seal or self._seal,
            own_disk=own_disk or self.own_disk,
            clock=self.clock,
            offload=self.offload,
        )
        await store.open()
        return store

    async def reopen(self) -> PostgresStore:
        """Stop cleanly and start again."""
        if self._open is not None:
            await self._open.close()
            self._open = None
        return await self.open()

    async def end(self) -> None:
        """Let go of every process that was started here."""
        if self._open is not None:
            await self._open.presence.fall_silent()
        for database in self._databases:
            await database.close()


MakeShelf = Callable[..., DatabaseShelf]
