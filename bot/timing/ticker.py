"""APScheduler drives the tick: every 15 s, and at the next due instant. The store is the truth.

Its defaults lose what is one second late (misfire grace); here nothing is lost by being late, as
a tick only asks the store what is due.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports import Clock

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 15
_EVERY = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Ticker:
    """Calls `tick(now)`; `poke` asks for one at once and re-dates the next."""

    def __init__(
        self,
        clock: Clock,
        tick: Callable[[datetime], Awaitable[object]],
        next_due: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """Stand still until `start`."""
        self._clock = clock
        self._tick = tick
        self._next_due = next_due
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_EVERY)
        self._running: set[asyncio.Task[None]] = set()
        self._latest = clock.now()

    def start(self) -> None:
        """Start ticking."""
        self._add_interval()
        self._scheduler.start()
        self.poke()

    def _add_interval(self) -> None:
        self._scheduler.add_job(
            self.poke,
            IntervalTrigger(seconds=INTERVAL_SECONDS, timezone="UTC"),
            id="interval",
            replace_existing=True,
        )

    def poke(self) -> None:
        """Look at what is due now, beside whatever is being sent."""
        task = asyncio.get_running_loop().create_task(self._once())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _once(self) -> None:
        now = self._clock.now()
        if now < self._latest:
            self._add_interval()
        self._latest = now
        try:
            await self._tick(now)
            await self._date_next()
        except Exception as error:
            log.error("tick failed", extra={"error": type(error).__name__})

    async def _date_next(self) -> None:
        due = await self._next_due()
        if due is None or due <= self._clock.now():
            return
        self._scheduler.add_job(
            self.poke, DateTrigger(due, timezone="UTC"), id="next", replace_existing=True
        )

    async def stop(self) -> None:
        """Stop ticking, and wait for what is being sent."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        while self._running:
            await asyncio.wait(set(self._running))
