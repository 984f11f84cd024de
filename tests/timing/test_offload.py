"""Short work runs where it is asked for, as long as nothing stands still for it."""

import asyncio
import threading
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.timing.clock import VirtualClock
from bot.timing.offload import BELIEVED_SLOW, ON_END_SECONDS, QUICK_SECONDS, ThreadOffload

HERE = threading.main_thread()
NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)


class WorkingClock(VirtualClock):
    """A virtual clock that work moves on, and a count of who was let in meanwhile."""

    def __init__(self) -> None:
        """Start at noon."""
        super().__init__(NOON)
        self.given_way = 0

    def work(self, seconds: float) -> threading.Thread:
        """Take so long; return where that was."""
        self._monotonic += seconds
        return threading.current_thread()

    async def sleep(self, seconds: float) -> None:
        """Count it; nobody waits."""
        self.given_way += 1
        await super().sleep(seconds)


async def test_short_work_runs_here_and_other_work_in_a_thread() -> None:
    """A thread costs more than a quick disk's write; a backup would stop everything."""
    clock = WorkingClock()
    offload = ThreadOffload(clock)
    quick = partial(clock.work, QUICK_SECONDS / 10)
    assert await offload.run(quick, is_short=True) is HERE
    assert await offload.run(quick) is not HERE


async def test_a_slow_disk_gets_a_thread_for_twenty_times_as_long_as_it_took() -> None:
    """Then it is tried again: at most a twentieth of the time stands still."""
    clock = WorkingClock()
    offload = ThreadOffload(clock)
    took = QUICK_SECONDS * 2
    assert await offload.run(partial(clock.work, took), is_short=True) is HERE
    in_between = partial(clock.work, took * BELIEVED_SLOW / 2)
    assert await offload.run(in_between, is_short=True) is not HERE
    assert await offload.run(in_between, is_short=True) is not HERE
    assert await offload.run(in_between, is_short=True) is HERE


async def test_short_work_beside_long_work_goes_to_a_thread() -> None:
    """While a backup keeps the disk busy any write may take long."""
    clock = WorkingClock()
    offload = ThreadOffload(clock)
    may_end = threading.Event()
    backup = asyncio.create_task(offload.run(may_end.wait))
    await clock.sleep(0)
    assert await offload.run(partial(clock.work, 0.0), is_short=True) is not HERE
    may_end.set()
    await backup
    assert await offload.run(partial(clock.work, 0.0), is_short=True) is HERE


async def test_much_short_work_lets_others_in_between() -> None:
    """A list over all clients reads file after file, and the loop goes on."""
    clock = WorkingClock()
    offload = ThreadOffload(clock)
    for _ in range(40):
        await offload.run(partial(clock.work, ON_END_SECONDS / 4), is_short=True)
    # More than four quarters are too much on end; rounding may make it four.
    assert clock.given_way in range(7, 10)


async def test_what_short_work_raises_comes_out() -> None:
    """A damaged file is told as it is from a thread."""
    offload = ThreadOffload(WorkingClock())

    def failing() -> None:
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        await offload.run(failing, is_short=True)
