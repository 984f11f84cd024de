"""The ticker: it looks often enough, at the next due instant too, and being late loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from bot.timing import ticker
from bot.timing.clock import VirtualClock
from bot.timing.ticker import Ticker

# Ahead of the computer's clock, by which the scheduler waits: nothing runs by itself here.
NOW = datetime(2126, 3, 27, 16, 0, tzinfo=UTC)
FULL_INTERVAL = timedelta(seconds=ticker.INTERVAL_SECONDS)
LONG = 5.0  # seconds that nobody waits for: an end for what would hang


class HeldClock(VirtualClock):
    """A clock whose waits end when the test says so."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self._waits: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        """Wait to be let on."""
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waits.put_nowait(end)
        await end

    async def let_on(self, by: timedelta) -> None:
        """End the wait that is under way, after the wall clock moved so far."""
        end = await self._waits.get()
        self.move_to(self.now() + by)
        end.set_result(None)
        await yielding()


async def yielding() -> None:
    """Let all others run."""
    for _ in range(20):
        await VirtualClock(NOW).sleep(0)


@dataclass
class Desk:
    """What the ticker looks after: ticks are counted, held up or broken as a test asks."""

    clock: HeldClock = field(default_factory=HeldClock)
    due: datetime | None = None
    ticks: list[datetime] = field(default_factory=list)
    failures: int = 0
    hold: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.ticker = Ticker(self.clock, self.next_due)

    async def next_due(self) -> datetime | None:
        """Return the next due instant."""
        return self.due

    async def tick(self, now: datetime) -> None:
        """Count a tick."""
        self.ticks.append(now)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no")
        if self.hold is not None:
            await self.hold.wait()

    async def pokes(self, times: int = 1) -> None:
        """Poke so often, each time letting the tick begin."""
        for _ in range(times):
            self.ticker.poke()
            await yielding()

    def jobs(self) -> dict[str, datetime]:
        """Return when the scheduler looks next, by the job's name."""
        found = self.ticker._scheduler.get_jobs()
        return {job.id: job.next_run_time for job in found}


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    """A ticker that has started, and ticked once."""
    found = Desk()
    found.ticker.start(found.tick)
    await yielding()
    yield found
    if found.hold is not None:
        found.hold.set()
    await found.ticker.stop(LONG)


async def test_it_looks_at_once_when_it_starts(desk: Desk) -> None:
    """What fell due while the process was down does not wait."""
    assert desk.ticks == [NOW]


async def test_it_looks_every_15_seconds(desk: Desk) -> None:
    """An interval job, whatever is due."""
    [job] = [each for each in desk.ticker._scheduler.get_jobs() if each.id == "interval"]
    assert job.trigger.interval == timedelta(seconds=15)


async def test_it_loses_nothing_by_being_late(desk: Desk) -> None:
    """The library's defaults would skip what is a second late; ours run it, once."""
    desk.due = NOW + timedelta(hours=2)
    await desk.pokes()
    jobs = desk.ticker._scheduler.get_jobs()
    rules = {(job.misfire_grace_time, job.coalesce, job.max_instances) for job in jobs}
    assert rules == {(None, True, 1)}


async def test_it_also_looks_at_the_next_due_instant(desk: Desk) -> None:
    """And moves that look as the plan changes."""
    desk.due = NOW + timedelta(hours=2)
    await desk.pokes()
    assert desk.jobs()["next"] == desk.due
    desk.due = NOW + timedelta(hours=1)
    await desk.pokes()
    assert desk.jobs()["next"] == desk.due


async def test_what_is_still_due_is_looked_at_again_soon(desk: Desk) -> None:
    """A second later, and not in a circle without end."""
    desk.due = NOW - timedelta(hours=1)
    await desk.pokes()
    assert desk.jobs()["next"] == NOW + timedelta(seconds=1)


async def test_a_wall_clock_turned_back_starts_the_interval_anew(desk: Desk) -> None:
    """The scheduler waits by the wall clock: an hour back would be an hour of silence."""
    before = desk.jobs()["interval"]
    await desk.clock.let_on(timedelta(hours=-1))
    assert len(desk.ticks) == 2
    assert desk.jobs()["interval"] != before


async def test_a_wall_clock_that_goes_on_is_left_alone(desk: Desk) -> None:
    """The interval ticks by itself then."""
    before = desk.jobs()["interval"]
    await desk.clock.let_on(FULL_INTERVAL)
    assert len(desk.ticks) == 1
    assert desk.jobs()["interval"] == before


async def test_a_tick_that_fails_does_not_end_the_ticking(desk: Desk) -> None:
    """The next one finds what this one did not."""
    desk.failures = 1
    await desk.pokes(2)
    assert len(desk.ticks) == 3


async def test_many_pokes_are_one_look(desk: Desk) -> None:
    """A hundred saved answers do not make a hundred ticks."""
    for _ in range(100):
        desk.ticker.poke()
    await yielding()
    assert len(desk.ticks) == 2


async def test_an_answer_does_not_wait_for_the_end_of_a_long_tick(desk: Desk) -> None:
    """Ticks run side by side."""
    desk.hold = asyncio.Event()
    await desk.pokes(2)
    assert len(desk.ticks) == 3


async def test_a_poke_while_all_are_busy_is_not_forgotten(desk: Desk) -> None:
    """At most four at once; the fifth looks as soon as one has ended."""
    desk.hold = asyncio.Event()
    await desk.pokes(10)
    busy = len(desk.ticks)
    desk.hold.set()
    await yielding()
    assert busy == 1 + ticker.TICKS_MOST
    assert len(desk.ticks) == busy + 1


async def test_a_poke_before_the_start_does_nothing() -> None:
    """There is nobody to tick yet."""
    desk = Desk()
    desk.ticker.poke()
    await yielding()
    assert desk.ticks == []


async def test_a_stop_waits_for_what_is_being_sent(desk: Desk) -> None:
    """And says that nothing had to be cut."""
    desk.hold = asyncio.Event()
    await desk.pokes()
    stopping = asyncio.create_task(desk.ticker.stop(LONG))
    await yielding()
    assert not stopping.done()
    desk.hold.set()
    assert await stopping is True


async def test_a_stop_that_has_waited_long_enough_cuts_the_rest(desk: Desk) -> None:
    """And says so; afterwards no poke ticks any more."""
    desk.hold = asyncio.Event()
    await desk.pokes()
    assert await desk.ticker.stop(0.0) is False
    count = len(desk.ticks)
    await desk.pokes()
    assert len(desk.ticks) == count
