"""Where synchronous work runs: in a thread, or inline, where a thread would cost more.

A thread that calls the disk must win back Python's one lock after each call, and whoever is at work
meanwhile must hand it over: with six such threads an answer took 270 hand-overs and 115 changes of
thread, twice the work that the answer itself is. So one file is read or written where it is asked
for, as long as the disk is quick.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.ports import Clock

# A disk that took longer than this is slow, and believed to be so for twenty times as long: what
# stands still for it is never more than a twentieth of the time.
QUICK_SECONDS = 0.005
BELIEVED_SLOW = 20
# After so much work on end whoever else is ready has a go.
ON_END_SECONDS = 0.005

T = TypeVar("T")


class ThreadOffload:
    """Runs work in a thread, so that the event loop goes on; short work while all is quick not."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock by which work is short."""
        self._clock = clock
        self._running = 0
        self._slow_until = clock.monotonic()
        self._on_end_seconds = 0.0

    async def run(self, work: Callable[[], T], *, is_short: bool = False) -> T:
        """Run the work and return what it returns."""
        if is_short:
            return await self._short(work)
        self._running += 1
        try:
            return await asyncio.to_thread(work)
        finally:
            self._running -= 1

    async def _short(self, work: Callable[[], T]) -> T:
        """Run it here, unless the disk has other work from us or was slow a moment ago.

        Whoever else is ready goes first: once it is done, its result is never waited for again.
        """
        if self._on_end_seconds > ON_END_SECONDS:
            self._on_end_seconds = 0.0
            await self._clock.sleep(0)
        began_at = self._clock.monotonic()
        if self._running or began_at < self._slow_until:
            return await asyncio.to_thread(work)
        try:
            return work()
        finally:
            self._note(self._clock.monotonic() - began_at)

    def _note(self, seconds: float) -> None:
        self._on_end_seconds += seconds
        if seconds > QUICK_SECONDS:
            self._slow_until = self._clock.monotonic() + seconds * BELIEVED_SLOW


class InlineOffload:
    """Runs work at once: one order of events for one seed."""

    async def run(self, work: Callable[[], T], *, is_short: bool = False) -> T:
        """Run the work and return what it returns."""
        return work()
