"""Where slow synchronous work runs: in a thread, or inline under the virtual clock."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class ThreadOffload:
    """Runs work in a thread, so that the event loop goes on."""

    async def run(self, work: Callable[[], T]) -> T:
        """Run the work and return what it returns."""
        return await asyncio.to_thread(work)


class InlineOffload:
    """Runs work at once: one order of events for one seed."""

    async def run(self, work: Callable[[], T]) -> T:
        """Run the work and return what it returns."""
        return work()
