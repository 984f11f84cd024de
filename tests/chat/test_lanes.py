"""Whose turn it is: who waits for an answer goes first, and Telegram's limits are kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.chat.lanes import CancelledTurn, Lanes
from bot.core.outbox import Lane
from bot.timing.clock import VirtualClock
from tests.cast import ANN, BOB, CAT, FRIDAY_AFTERNOON

GROUP = -7


class PatientClock(VirtualClock):
    """Lets whoever got a turn note the time before it goes on."""

    async def sleep(self, seconds: float) -> None:
        """Let others run twice, then count the wait as over."""
        await super().sleep(0)
        await super().sleep(0)
        await super().sleep(seconds)


@dataclass
class Queue:
    """Lanes, and the turns they gave: the second, the chat and the lane."""

    clock: PatientClock = field(default_factory=lambda: PatientClock(FRIDAY_AFTERNOON))
    turns: list[tuple[float, int, Lane]] = field(default_factory=list)
    waiting: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.clock)

    def ask(self, chat_id: int, lane: Lane = Lane.BULK) -> asyncio.Task[None]:
        """Ask for a turn."""
        self.waiting.append(asyncio.create_task(self._turn(chat_id, lane)))
        return self.waiting[-1]

    async def _turn(self, chat_id: int, lane: Lane) -> None:
        await self.lanes.turn(lane, chat_id)
        self.turns.append((self.clock.monotonic(), chat_id, lane))

    async def all_gone(self) -> None:
        """Let everybody go."""
        await asyncio.gather(*self.waiting)

    async def gone(self, count: int) -> None:
        """Let the queue move until so many have gone."""
        for _ in range(1_000):
            if len(self.turns) >= count:
                return
            await self.clock.sleep(0)

    def seconds(self, chat_id: int | None = None) -> list[float]:
        """Return when turns were given, of one chat or of all."""
        return [at for at, chat, _ in self.turns if chat_id in (None, chat)]


@pytest_asyncio.fixture
async def queue() -> AsyncIterator[Queue]:
    """Nobody waits yet."""
    found = Queue()
    yield found
    found.lanes.close()
    await asyncio.gather(*found.waiting, return_exceptions=True)


async def test_an_answer_overtakes_the_bulk_that_waits(queue: Queue) -> None:
    """A person who waits is next, whatever stands in the queue."""
    for chat in range(100, 300):
        queue.ask(chat)
    await queue.gone(10)
    queue.ask(ANN, Lane.ANSWER)
    await queue.all_gone()
    assert [chat for _, chat, _ in queue.turns].index(ANN) <= 11


async def test_an_alarm_overtakes_answers(queue: Queue) -> None:
    """Alarms, then answers, then bulk; in each lane as they came."""
    asked = [(100, Lane.BULK), (101, Lane.ANSWER), (102, Lane.ALARM), (103, Lane.ALARM)]
    for chat, lane in asked:
        queue.ask(chat, lane)
    await queue.all_gone()
    assert [chat for _, chat, _ in queue.turns] == [102, 103, 101, 100]


async def test_never_more_than_thirty_in_any_second(queue: Queue) -> None:
    """Any second of the lanes' own clock, not only full ones."""
    for chat in range(100, 400):
        queue.ask(chat)
    await queue.all_gone()
    seconds = queue.seconds()
    spans = [late - early for early, late in zip(seconds, seconds[30:], strict=False)]
    assert min(spans) >= 1.0


async def test_all_of_a_bulk_goes_in_the_time_it_takes(queue: Queue) -> None:
    """300 messages need about ten seconds: the limit is used, not halved."""
    for chat in range(100, 400):
        queue.ask(chat)
    await queue.all_gone()
    assert 10.0 <= queue.seconds()[-1] <= 10.5


async def test_a_chat_gets_three_at_once_and_then_one_a_second(queue: Queue) -> None:
    """A short burst is let through, a flood is not."""
    for _ in range(8):
        queue.ask(ANN)
    await queue.all_gone()
    seconds = queue.seconds(ANN)
    assert seconds[2] < 0.2
    assert [at >= number - 2 for number, at in enumerate(seconds)] == [True] * 8
    assert seconds[-1] < 5.5


async def test_a_group_gets_at_most_twenty_a_minute(queue: Queue) -> None:
    """After its first few, one in three seconds."""
    for _ in range(30):
        queue.ask(GROUP)
    await queue.all_gone()
    seconds = queue.seconds(GROUP)
    assert len([at for at in seconds if 60 <= at < 120]) <= 20
    assert {round(late - early, 3) for early, late in pairwise(seconds[5:])} == {3.0}


async def test_a_chat_that_is_full_holds_up_nobody_else(queue: Queue) -> None:
    """Bob does not wait for Ann's ten messages."""
    for _ in range(10):
        queue.ask(ANN)
    queue.ask(BOB)
    await queue.all_gone()
    assert queue.seconds(BOB)[0] < 0.2


async def test_a_pause_of_one_chat_holds_up_nobody_else(queue: Queue) -> None:
    """A 429 for Ann means Ann, and as long as Telegram asked."""
    queue.lanes.pause(ANN, 60)
    queue.ask(ANN, Lane.ALARM)
    queue.ask(BOB)
    await queue.all_gone()
    assert queue.seconds(BOB)[0] < 0.1
    assert queue.seconds(ANN)[0] >= 60.0


async def test_closing_lets_nobody_hang(queue: Queue) -> None:
    """Who waits hears that it was surely not sent; who comes later too."""
    queue.lanes.pause(ANN, 3_600)
    waiting = queue.ask(ANN)
    await queue.clock.sleep(0)
    queue.lanes.close()
    with pytest.raises(CancelledTurn):
        await waiting
    with pytest.raises(CancelledTurn):
        await queue.lanes.turn(Lane.ALARM, BOB)


async def test_who_gives_up_waiting_takes_nobodys_turn(queue: Queue) -> None:
    """A cancelled send does not stop the queue."""
    queue.lanes.pause(ANN, 1)
    given_up = queue.ask(ANN, Lane.ALARM)
    await queue.clock.sleep(0)
    given_up.cancel()
    await queue.ask(BOB)
    await queue.ask(CAT)
    assert [chat for _, chat, _ in queue.turns] == [BOB, CAT]
