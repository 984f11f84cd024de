"""The ticker: a look at what is due every 15 s, at the next due instant, and whenever asked."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.timing.clock import SystemClock, VirtualClock
from bot.timing.ticker import INTERVAL_SECONDS, TICKS_MOST, Ticker

NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
MANY = 10_000
GROWTH_BYTES = 200_000


class Sender:
    """Ticks that go on until they are let go, and a next due instant."""

    def __init__(self) -> None:
        self.seen: list[datetime] = []
        self.running = 0
        self.most = 0
        self.gate = asyncio.Event()
        self.began = asyncio.Event()
        self.due: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Take note, and wait at the gate."""
        self.seen.append(now)
        self.running += 1
        self.most = max(self.most, self.running)
        self.began.set()
        try:
            await self.gate.wait()
        finally:
            self.running -= 1

    async def next_due(self) -> datetime | None:
        """What falls due next."""
        return self.due

    async def begins(self) -> None:
        """Wait for another tick to begin."""
        async with asyncio.timeout(5):
            await self.began.wait()
        self.began.clear()


@pytest_asyncio.fixture
async def sender() -> Sender:
    """Ticks that are let through at once, unless the gate is closed."""
    sender = Sender()
    sender.gate.set()
    return sender


@pytest_asyncio.fixture
async def ticker(sender: Sender) -> AsyncIterator[Ticker]:
    """A ticker on the computer's clock, started."""
    ticker = Ticker(SystemClock(), sender.next_due)
    ticker.start(sender.tick)
    await sender.begins()
    yield ticker
    await ticker.stop(0)


async def test_a_poke_before_the_start_is_no_trouble(sender: Sender) -> None:
    """An update may be handled before anything can be sent."""
    ticker = Ticker(SystemClock(), sender.next_due)
    ticker.poke()
    assert await ticker.stop(0)
    assert sender.seen == []


async def test_a_tick_runs_beside_a_long_one(ticker: Ticker, sender: Sender) -> None:
    """Somebody who waits for an answer does not wait for the end of a long delivery."""
    sender.gate.clear()
    for _ in range(2):
        ticker.poke()
        await sender.begins()
    assert sender.running == 2


@pytest.mark.slow
async def test_ten_thousand_pokes_in_a_long_delivery_cost_nothing(
    ticker: Ticker, sender: Sender
) -> None:
    """Four ticks at most, and no memory; one more look when a place is free."""
    yielding = VirtualClock(NOON)
    sender.gate.clear()
    tracemalloc.start()
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(MANY):
        ticker.poke()
        await yielding.sleep(0)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sender.running == TICKS_MOST
    assert after - before < GROWTH_BYTES
    sender.began.clear()
    sender.gate.set()
    await sender.begins()
    assert (sender.most, len(sender.seen)) == (TICKS_MOST, 1 + TICKS_MOST + 1)


async def test_pokes_of_one_moment_are_one_look(ticker: Ticker, sender: Sender) -> None:
    """A batch of a hundred updates asks once."""
    for _ in range(MANY):
        ticker.poke()
    await sender.begins()
    assert len(sender.seen) == 2


async def test_what_falls_due_next_is_looked_at_in_time(sender: Sender) -> None:
    """The scheduler's own jobs reach the tick, without anybody's poke."""
    clock = SystemClock()
    sender.due = clock.now() + timedelta(seconds=1)
    ticker = Ticker(clock, sender.next_due)
    ticker.start(sender.tick)
    await sender.begins()
    await sender.begins()
    assert await ticker.stop(0)
    assert sender.seen[1] >= sender.due


async def test_a_tick_that_fails_ends_nothing(sender: Sender) -> None:
    """The next one is made, as if nothing had been."""
    ticker = Ticker(SystemClock(), sender.next_due)

    async def fail(now: datetime) -> None:
        await sender.tick(now)
        raise ConnectionError

    ticker.start(fail)
    for _ in range(2):
        await sender.begins()
        ticker.poke()
    await ticker.stop(1)
    assert len(sender.seen) >= 2


async def test_a_delivery_that_does_not_end_is_cut_at_the_stop(
    ticker: Ticker, sender: Sender
) -> None:
    """The end waits as long as it is told, and says that something was cut."""
    sender.gate.clear()
    ticker.poke()
    await sender.begins()
    assert not await ticker.stop(0)
    assert sender.running == 0
    ticker.poke()
    assert sender.running == 0


class TurnedClock(VirtualClock):
    """A clock whose waits end when the test says so."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait to be let go."""
        self.asked.put_nowait(seconds)
        await self.over.wait()
        self.over.clear()


async def test_a_clock_that_is_turned_back_does_not_end_the_ticking(sender: Sender) -> None:
    """The scheduler waits by the wall clock alone; the watch beside it does not."""
    clock = TurnedClock()
    ticker = Ticker(clock, sender.next_due)
    ticker.start(sender.tick)
    await sender.begins()
    assert await clock.asked.get() == INTERVAL_SECONDS
    clock.move_to(NOON - timedelta(hours=1))
    clock.over.set()
    await sender.begins()
    assert sender.seen == [NOON, NOON - timedelta(hours=1)]
    await ticker.stop(0)


async def test_before_the_end_there_is_one_more_look(sender: Sender, ticker: Ticker) -> None:
    """What an update that came last is answered with is sent, not left for the next start."""
    before = len(sender.seen)
    await ticker.look_once_more(5)
    assert (len(sender.seen), sender.running) == (before + 1, 0)


async def test_one_more_look_does_not_hold_up_the_end(sender: Sender, ticker: Ticker) -> None:
    """However much there is to send."""
    sender.gate.clear()
    await ticker.look_once_more(0)
    await sender.begins()
    assert sender.running == 1
