"""What reaches Telegram within a second, where the way there stalls and the machine is busy."""

import asyncio
from random import Random

import pytest

from bot.chat.lanes import ALL_PER_SECOND, Lanes
from bot.chat.window import HELD_SECONDS, Window
from bot.core.outbox import Lane
from tests.cast import ANN
from tests.chat.test_lanes import PatientClock

CALLS = 300


class Way:
    """A way to Telegram with delays; `stall` is a span in which nothing arrives."""

    def __init__(self, *, seed: int, stall: tuple[float, float], late_seconds: float = 0.0) -> None:
        self.clock = LateClock(late_seconds)
        self.lanes = Lanes(self.clock)
        self.arrived: list[float] = []
        self._chance = Random(seed)
        self._stall = stall

    async def carry(self, calls: int) -> None:
        """Carry that many to as many chats, all of which wait from the start."""
        carried = [asyncio.create_task(self._one(chat)) for chat in range(100, 100 + calls)]
        while not all(each.done() for each in carried):
            await self.clock.go_on()
        await asyncio.gather(*carried)

    async def _one(self, chat: int) -> None:
        async with self.lanes.turn(Lane.BULK, chat):
            await self.clock.exact(0.02 + self._chance.random() * 0.02)
            since, until = self._stall
            if since <= self.clock.monotonic() < until:
                await self.clock.exact(until - self.clock.monotonic())
            self.arrived.append(self.clock.monotonic())
            await self.clock.exact(0.02 + self._chance.random() * 0.02)

    @property
    def most(self) -> int:
        """The most that arrived within any one second."""
        at = sorted(self.arrived)
        return max(sum(first <= each < first + 1.0 for each in at) for first in at)


class LateClock(PatientClock):
    """A clock on which everybody who waits for a turn wakes late, as on a busy machine."""

    def __init__(self, late_seconds: float) -> None:
        super().__init__()
        self._late_seconds = late_seconds

    async def sleep(self, seconds: float) -> None:
        """Wait longer than asked for."""
        await super().sleep(seconds + self._late_seconds)

    async def exact(self, seconds: float) -> None:
        """Wait as long as asked for."""
        await super().sleep(seconds)


@pytest.mark.parametrize("seed", range(5))
async def test_a_way_that_stalls_brings_no_more_than_31_into_a_second(seed: int) -> None:
    """Half a second's calls arrive at once, and the next ones wait for that."""
    way = Way(seed=seed, stall=(3.0, 3.5))
    await way.carry(CALLS)
    assert len(way.arrived) == CALLS
    assert 29 <= way.most <= 31


async def test_turns_that_come_late_are_made_up_for() -> None:
    """A machine that wakes each turn five milliseconds late sends as many in a minute."""
    way = Way(seed=1, stall=(0.0, 0.0), late_seconds=0.005)
    await way.carry(CALLS)
    assert max(way.arrived) <= CALLS / ALL_PER_SECOND * 1.02
    assert way.most <= 30


def test_a_steady_way_takes_nothing_from_the_pace() -> None:
    """A tenth of a second there and back: the answer's delay is not waited for twice."""
    window = Window(2)
    for number, left in enumerate((0.0, 0.4)):
        window.leaves(number, left)
        window.comes_back(number, left + 0.1)
    assert window.opens_at(0.5) == pytest.approx(1.0)


def test_a_call_without_an_answer_keeps_its_place_for_three_seconds() -> None:
    """A connection that hangs does not hold up an alarm for as long as it hangs."""
    window = Window(1)
    window.leaves(1, 0.0)
    assert window.opens_at(2.0) == HELD_SECONDS
    assert window.opens_at(HELD_SECONDS) == HELD_SECONDS
    window.comes_back(1, 10.0)
    assert window.opens_at(10.0) == 10.0


async def test_a_call_that_fails_gives_its_place_back() -> None:
    """Whatever the error is."""
    way = Way(seed=1, stall=(0.0, 0.0))
    for chat in range(100, 140):
        sending = asyncio.create_task(failing(way, chat))
        while not sending.done():
            await way.clock.go_on()
        with pytest.raises(ConnectionError):
            await sending
    assert way.clock.monotonic() < 40 / ALL_PER_SECOND + 1


async def failing(way: Way, chat: int) -> None:
    """Fail while it is one's turn."""
    async with way.lanes.turn(Lane.ANSWER, chat):
        raise ConnectionError


def test_the_window_is_open_at_first() -> None:
    """Nobody waits for a call that never was."""
    assert Window(30).opens_at(float(ANN)) == ANN
