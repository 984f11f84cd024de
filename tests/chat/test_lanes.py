"""Whose turn it is: who waits for an answer goes first, and Telegram's limits are kept."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count

import pytest
import pytest_asyncio

from bot.chat.lanes import NO_CHAT, CancelledTurn, Lanes, NotYet
from bot.core.outbox import Lane
from bot.timing.clock import VirtualClock
from tests.cast import ANN, BOB, CAT, FRIDAY_AFTERNOON

GROUP = -7
SETTLED = 30


class PatientClock(VirtualClock):
    """Goes on only when everybody waits, and then to the one who is awake first."""

    def __init__(self) -> None:
        super().__init__(FRIDAY_AFTERNOON)
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = count()

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has come that far."""
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.monotonic() + seconds, next(self._count), waking))
        await waking

    async def settle(self) -> None:
        """Let everybody do what they can do now."""
        for _ in range(SETTLED):
            await super().sleep(0)

    async def go_on(self) -> None:
        """Move to the next instant at which somebody wakes."""
        await self.settle()
        while self._sleepers:
            at, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                self._monotonic = max(at, self._monotonic)
                waking.set_result(None)
                return


@dataclass
class Queue:
    """Lanes, and the turns they gave: the second, the chat and the lane."""

    clock: PatientClock = field(default_factory=PatientClock)
    turns: list[tuple[float, int, Lane]] = field(default_factory=list)
    waiting: list[asyncio.Task[None]] = field(default_factory=list)

    processes: int = 1

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.clock, shared_by=lambda: self.processes)

    def ask(self, chat_id: int, lane: Lane = Lane.BULK) -> asyncio.Task[None]:
        """Ask for a turn."""
        self.waiting.append(asyncio.create_task(self._turn(chat_id, lane)))
        return self.waiting[-1]

    async def _turn(self, chat_id: int, lane: Lane) -> None:
        """Take a turn; who is sent away comes again when it is time."""
        while True:
            try:
                await self.take(chat_id, lane)
            except NotYet as early:
                await self.clock.sleep(early.seconds)
            else:
                return

    async def take(self, chat_id: int, lane: Lane) -> None:
        """Take a turn, for a call that is answered at once."""
        async with self.lanes.turn(lane, chat_id):
            self.turns.append((self.clock.monotonic(), chat_id, lane))

    async def all_gone(self) -> None:
        """Let everybody go."""
        while not all(each.done() for each in self.waiting):
            await self.clock.go_on()

    async def gone(self, count: int) -> None:
        """Let the queue move until so many have gone."""
        while len(self.turns) < count:
            await self.clock.go_on()

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
    assert seconds[-1] < 6.5


async def test_a_group_gets_at_most_twenty_in_any_minute(queue: Queue) -> None:
    """However many wait; and no fewer than it may have in the long run."""
    for _ in range(60):
        queue.ask(GROUP)
    await queue.all_gone()
    seconds = queue.seconds(GROUP)
    counts = [len([each for each in seconds if at <= each < at + 60]) for at in seconds]
    assert 18 <= max(counts) <= 20
    assert seconds[-1] < 60 * 4 + 5


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


async def test_a_short_pause_is_waited_out(queue: Queue) -> None:
    """A second and a half: the message goes when it is over."""
    queue.lanes.pause(ANN, 1.5)
    queue.ask(ANN, Lane.ALARM)
    await queue.all_gone()
    assert queue.seconds(ANN)[0] >= 1.5


async def test_closing_lets_nobody_hang(queue: Queue) -> None:
    """Who waits hears that it was surely not sent; who comes later too."""
    queue.lanes.pause(ANN, 1)
    waiting = queue.ask(ANN)
    await queue.clock.settle()
    queue.lanes.close()
    with pytest.raises(CancelledTurn):
        await waiting
    with pytest.raises(CancelledTurn):
        await queue.take(BOB, Lane.ALARM)


async def test_who_gives_up_waiting_takes_nobodys_turn(queue: Queue) -> None:
    """A cancelled send does not stop the queue."""
    queue.lanes.pause(ANN, 1)
    given_up = queue.ask(ANN, Lane.ALARM)
    await queue.clock.settle()
    given_up.cancel()
    queue.ask(BOB)
    queue.ask(CAT)
    await queue.all_gone()
    assert [chat for _, chat, _ in queue.turns] == [BOB, CAT]


async def test_a_newcomer_is_not_held_up_by_a_chat_that_waits(queue: Queue) -> None:
    """The line sleeps until Ann's second is over; Bob's alarm wakes it."""
    queue.lanes.pause(ANN, 1.5)
    queue.ask(ANN)
    await queue.clock.settle()
    queue.ask(BOB, Lane.ALARM)
    await queue.clock.settle()
    assert queue.seconds(BOB) == [0.0]


async def test_who_would_wait_long_for_its_chat_is_sent_away(queue: Queue) -> None:
    """With the seconds to wait: it may not hold a file until then."""
    queue.lanes.pause(ANN, 60)
    with pytest.raises(NotYet) as caught:
        await queue.take(ANN, Lane.ALARM)
    assert caught.value.seconds == 60.0


async def test_who_waits_already_is_sent_away_by_a_pause(queue: Queue) -> None:
    """The 429 came while it stood in line."""
    queue.lanes.pause(ANN, 1)
    waiting = asyncio.create_task(queue.take(ANN, Lane.ALARM))
    await queue.clock.settle()
    queue.lanes.pause(ANN, 60)
    with pytest.raises(NotYet):
        await waiting


async def test_those_in_line_before_count_as_gone(queue: Queue) -> None:
    """Six for Ann at once: three go, two wait a second or two, the last comes again later."""
    asked = [asyncio.create_task(queue.take(ANN, Lane.BULK)) for _ in range(6)]
    await queue.clock.settle()
    assert [isinstance(each.exception(), NotYet) for each in asked if each.done()][-1] is True
    for _ in range(10):
        await queue.clock.go_on()
    assert [each.exception() is None for each in asked] == [True] * 5 + [False]


async def test_what_goes_to_no_chat_waits_for_no_chat(queue: Queue) -> None:
    """The answers to ten taps are ten calls, of ten people."""
    for _ in range(10):
        queue.ask(NO_CHAT, Lane.ANSWER)
    await queue.all_gone()
    assert queue.seconds()[-1] < 0.5


async def test_several_processes_share_what_telegram_allows(queue: Queue) -> None:
    """Each keeps to its part, and takes all again when it is alone."""
    queue.processes = 2
    for chat in range(100, 220):
        queue.ask(chat)
    await queue.gone(60)
    assert 3.5 <= queue.turns[59][0] <= 4.5
    queue.processes = 1
    await queue.all_gone()
    took = queue.turns[-1][0] - queue.turns[60][0]
    assert 1.5 <= took <= 2.5
