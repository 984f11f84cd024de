"""Which processes are there: each says so every few seconds, and is gone when it falls silent.

What was handed to one that is gone is handed out again, what it was sending is in doubt.
"""

import asyncio
import logging
from datetime import timedelta

from bot.ports import Clock, StoreError
from bot.store.postgres.database import Database

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
BELIEVED = timedelta(seconds=20)


class Presence:
    """This process among the others; `others` are all that are there, this one among them."""

    def __init__(self, database: Database, name: str, clock: Clock) -> None:
        """Keep what it works with; nothing is said yet."""
        self._database = database
        self._name = name
        self._clock = clock
        self._telling: asyncio.Task[None] | None = None
        self.others = frozenset({name})

    async def begin(self) -> None:
        """Be there from now on. Raises StoreUnavailable."""
        await self.tell()
        self._telling = asyncio.create_task(self._go_on())

    async def end(self) -> None:
        """Be gone, with everything given back. Raises StoreUnavailable."""
        await self.fall_silent()
        await self._database.tell("leave_duties", holder=self._name)
        await self._database.tell("be_gone", name=self._name)

    async def fall_silent(self) -> None:
        """Say nothing any more; the others find out by themselves."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait({self._telling})
            self._telling = None

    async def tell(self) -> None:
        """Say that this process is there, and free what those held that are not any more."""
        now = self._clock.now()
        here = {"name": self._name, "until": now + BELIEVED, "now": now}
        found = await self._database.all("be_present", **here)
        self.others = frozenset({self._name, *(name for (name,) in found)})
        present = sorted(self.others)
        await self._database.tell("forget_gone", now=now)
        await self._database.tell("free_claims", present=present)
        await self._database.tell("free_leases", present=present)

    async def takes(self, duty: str) -> bool:
        """Take over what one process does for all, or go on with it; False where another does."""
        now = self._clock.now()
        row = await self._database.one(
            "take_duty", name=duty, holder=self._name, until=now + BELIEVED, now=now
        )
        return row is not None

    async def _go_on(self) -> None:
        while True:
            await self._clock.sleep(AGAIN_SECONDS)
            try:
                await self.tell()
            except StoreError as error:
                log.warning("presence not told", extra={"error": type(error).__name__})
