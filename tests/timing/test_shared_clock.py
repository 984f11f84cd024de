"""The clock of several processes: told by the database, whatever each computer's own clock says."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.timing.clock import SharedClock, SystemClock
from bot.timing.ticker import Ticker

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)


class Movable(SystemClock):
    """A computer's clock that somebody may move."""

    ahead = timedelta()

    def now(self) -> datetime:
        """Return the instant that the computer shows."""
        return super().now() + self.ahead


def test_moving_the_computers_clock_moves_nothing_that_is_shared() -> None:
    """Neither a reminder nor another process's silence comes five minutes early by it."""
    own = Movable()
    clock = SharedClock(own)
    clock.put_right(NOON)
    for own.ahead in (5 * MINUTE, -5 * MINUTE):
        assert timedelta() <= clock.now() - NOON < MINUTE


def test_one_process_goes_by_its_computers_clock() -> None:
    """Nobody has told it another time."""
    own = Movable()
    clock = SharedClock(own)
    before = clock.now()
    own.ahead = 5 * MINUTE
    assert 5 * MINUTE <= clock.now() - before < 6 * MINUTE


async def test_a_computer_that_is_ahead_does_not_tick_without_end() -> None:
    """What is due in a minute is looked at then: it was looked at a thousand times until then."""
    seen: list[datetime] = []
    clock = SharedClock(SystemClock())
    clock.put_right(SystemClock().now() - 5 * MINUTE)

    async def tick(now: datetime) -> None:
        seen.append(now)

    async def next_due() -> datetime:
        return clock.now() + MINUTE

    ticker = Ticker(clock, next_due, wall=SystemClock())
    ticker.start(tick)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await asyncio.Event().wait()
    await ticker.stop(0)
    assert len(seen) == 1
