"""Which processes are there: each says so every few seconds, and is gone when it falls silent.

What was handed to one that is gone is handed out again, what it was sending is in doubt.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock, StoreError, StoreUnavailable
from bot.store.postgres.database import Database
from bot.store.postgres.queries import named

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
TIME_SECONDS = 60.0
BELIEVED = timedelta(seconds=20)
UNHEARD_SECONDS = 10.0


class RightedClock(Clock, Protocol):
    """A clock that can be told what time it is."""

    def put_right(self, now: datetime) -> None:
        """Take this for the present instant."""


class Presence:
    """This process among the others; `others` are all that are there, this one among them.

    All of them go by the database's time, whatever their own clocks say.
    """

    def __init__(self, database: Database, name: str, clock: RightedClock) -> None:
        """Keep what it works with; nothing is said yet."""
        self._database = database
        self._name = name
        self._clock = clock
        self._telling: asyncio.Task[None] | None = None
        self._free_left: Callable[[], Awaitable[None]] | None = None
        self._told_at = clock.monotonic()
        self.others = frozenset({name})

    async def begin(self, free_left: Callable[[], Awaitable[None]]) -> None:
        """Be there from now on. Raises StoreUnavailable where a command works alone.

        `free_left` frees, each time, what is this process's in name only.
        """
        await self.ask_time()
        self._free_left = free_left
        # Said while no command can begin: the next one finds this process there.
        async with self._database.transaction() as connection:
            if await (await connection.execute(named("come_in"))).fetchone() != (True,):
                raise StoreUnavailable("a command is at work on the database: wait for its end")
            await connection.execute(named("be_present"), self._here(self._clock.now()))
        self._told_at = self._clock.monotonic()
        await self.tell()
        self._telling = asyncio.create_task(self._go_on())

    async def end(self) -> None:
        """Be gone, with everything given back. Raises StoreUnavailable."""
        await self.fall_silent()
        await self._database.tell("leave_duties", holder=self._name)
        await self._database.tell("be_gone", name=self._name)
        await self._free(self._clock.now())

    async def fall_silent(self) -> None:
        """Say nothing any more; the others find out by themselves."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait({self._telling})
            self._telling = None

    async def tell(self) -> None:
        """Say that this process is there, and free what those held that are not any more.

        Whoever could not say it for a while does not know who else could not: where the database
        was away, all are believed in again, as freeing what they send would have it sent twice.
        """
        now, read = self._clock.now(), self._clock.monotonic()
        if read - self._told_at > UNHEARD_SECONDS:
            await self._database.tell("believe_all", until=now + BELIEVED)
        found = await self._database.all("be_present", **self._here(now))
        self._told_at = read
        self.others = frozenset({self._name, *(name for (name,) in found)})
        await self._free(now)
        if self._free_left is not None:
            await self._free_left()

    def _here(self, now: datetime) -> dict[str, object]:
        return {"name": self._name, "until": now + BELIEVED, "now": now}

    async def _free(self, now: datetime) -> None:
        """Give to others what those held who are gone."""
        for freeing in ("forget_gone", "free_claims", "free_leases", "free_updates"):
            await self._database.tell(freeing, now=now)

    async def ask_time(self) -> None:
        """Put the clock right by the database's, less what the answer took to come."""
        asked_at = self._clock.monotonic()
        row = await self._database.one("ask_time")
        if row is not None:
            took = timedelta(seconds=self._clock.monotonic() - asked_at)
            self._clock.put_right(row[0] + took / 2)

    async def takes(self, duty: str) -> bool:
        """Take over what one process does for all, or go on with it; False where another does."""
        now = self._clock.now()
        row = await self._database.one(
            "take_duty", name=duty, holder=self._name, until=now + BELIEVED, now=now
        )
        return row is not None

    async def _go_on(self) -> None:
        was_told, asked_at = True, self._clock.monotonic()
        while True:
            await self._clock.sleep(AGAIN_SECONDS)
            try:
                if not was_told or self._clock.monotonic() - asked_at >= TIME_SECONDS:
                    await self.ask_time()
                    asked_at = self._clock.monotonic()
                await self.tell()
                was_told = True
            except StoreError as error:
                was_told = False
                log.warning("presence not told", extra={"error": type(error).__name__})
