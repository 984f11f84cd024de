"""APScheduler drives the tick: every 15 s, and at the next due instant. The store is the truth.

Its defaults lose what is one second late (misfire grace); here nothing is lost by being late, as
a tick only asks the store what is due. It waits by the wall clock alone, so a watch beside it
starts its interval anew when that clock is turned back.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports import Clock

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 15
TICKS_MOST = 4
SOONEST = timedelta(seconds=1)
_EVERY = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}

Tick = Callable[[datetime], Awaitable[object]]


class Ticker:
    """Calls `tick(now)`; `poke` asks for one at once and re-dates the next.

    Ticks run side by side, so that an answer need not wait for the end of a long one, but never
    more than four: what a fifth would find, the next one finds.
    """

    def __init__(
        self,
        clock: Clock,
        next_due: Callable[[], Awaitable[datetime | None]],
        *,
        wall: Clock | None = None,
    ) -> None:
        """Stand still until `start`; a poke before that does nothing.

        `wall` is the computer's own clock, by which the scheduler waits, where `clock` is another.
        """
        self._clock = clock
        self._wall = wall or clock
        self._next_due = next_due
        self._tick: Tick | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_EVERY)
        self._running: set[asyncio.Task[None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._is_asked = False
        self._is_asked_again = False

    def start(self, tick: Tick) -> None:
        """Start ticking, on the running event loop."""
        self._tick = tick
        self._add_interval()
        self._scheduler.start()
        self._watching = asyncio.get_running_loop().create_task(self._watch())
        self.poke()

    def poke(self) -> None:
        """Look at what is due now, beside whatever is being sent; many pokes are one look."""
        if self._tick is None or self._is_asked:
            return
        if len(self._running) >= TICKS_MOST:
            self._is_asked_again = True
            return
        self._is_asked = True
        # Whoever pokes may be handling a request; a tick is none of its.
        task = asyncio.get_running_loop().create_task(self._once(self._tick), context=Context())
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._is_asked_again:
            self._is_asked_again = False
            self.poke()

    async def _once(self, tick: Tick) -> None:
        self._is_asked = False
        try:
            await tick(self._clock.now())
            await self._date_next()
        except Exception:
            log.exception("tick failed")

    async def _date_next(self) -> None:
        due = await self._next_due()
        if due is None or self._tick is None:
            return
        wait = max(due - self._clock.now(), SOONEST)
        self._add(DateTrigger(self._wall.now() + wait, timezone="UTC"), name="next")

    def _add_interval(self) -> None:
        self._add(IntervalTrigger(seconds=INTERVAL_SECONDS, timezone="UTC"), name="interval")

    def _add(self, trigger: DateTrigger | IntervalTrigger, *, name: str) -> None:
        self._scheduler.add_job(self._poke_on_loop, trigger, id=name, replace_existing=True)

    async def _poke_on_loop(self) -> None:
        """Poke; the scheduler runs what is not a coroutine in a thread, where there is no loop."""
        self.poke()

    async def _watch(self) -> None:
        """Look every 15 s whether the wall clock went on as it should."""
        while True:
            before = self._wall.now()
            await self._clock.sleep(INTERVAL_SECONDS)
            if self._wall.now() - before < timedelta(seconds=INTERVAL_SECONDS / 2):
                self._add_interval()
                self.poke()

    async def look_once_more(self, patience_seconds: float) -> None:
        """Look at what is due now, and wait so long at most until it is sent."""
        self.poke()
        if self._running:
            await asyncio.wait(self._running, timeout=patience_seconds)

    async def stop(self, patience_seconds: float) -> bool:
        """Stop ticking, and wait so long for what is being sent; False when some had to be cut."""
        self._tick = None
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        tasks = set(self._running)
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        _, late = await asyncio.wait(tasks, timeout=patience_seconds) if tasks else (None, set())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late
