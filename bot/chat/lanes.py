"""Whose turn it is to send: whoever waits for an answer overtakes bulk, under Telegram's limits.

Telegram publishes about 30 messages a second for a bot, one a second in a chat (short bursts are
let through) and 20 a minute in a group. A chat that was told to wait holds up nobody else: who
would wait long for it is sent away, and comes again when it is time. A bot that pays in Stars may
send 1,000 a second in all: paid is only what would have to wait after ten seconds of waiting.
"""

import asyncio
import heapq
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.chat.pace import Pace, Rush
from bot.chat.window import Window
from bot.core.outbox import RANK, ChatId, Lane
from bot.ports import Clock

ALL_PER_SECOND = 29.5
MOST_IN_A_SECOND = 30
# How soon a place in the window is taken that an answer made free.
LOOK_AGAIN_SECONDS = 0.05
# A turn that came late, because the machine was busy, is made up for.
CATCH_UP_SECONDS = 0.25
# https://core.telegram.org/bots/api#sendmessage, allow_paid_broadcast: up to 1,000.
PAID_PER_SECOND = 950.0
PAY_AGAIN_SECONDS = 600.0
CHAT_BURST = 3
CHAT_SECONDS = 1.0
GROUP_BURST = 5
GROUP_SECONDS = 4.0  # with the burst never more than 20 in any minute
CHAT_WAIT_MOST_SECONDS = 2.0
CHATS_REMEMBERED = 2_000
# For calls that write to no chat, such as the answer to a tap.
NO_CHAT = ChatId(0)


SharedBy = Callable[[], int]


def one_process() -> int:
    """Return how many processes send through this bot where there is no other."""
    return 1


class CancelledTurn(Exception):
    """The process is stopping; this message was surely not sent."""


class NotYet(Exception):
    """This chat has to wait for longer than anybody may stand in line; surely not sent."""

    def __init__(self, seconds: float) -> None:
        """Keep how long to wait."""
        super().__init__("not yet")
        self.seconds = seconds


@dataclass(order=True, slots=True)
class _Waiter:
    rank: int
    number: int
    chat_id: int = field(compare=False)
    joined_at: float = field(compare=False)
    may_pay: bool = field(compare=False)
    turn: asyncio.Future[bool] = field(compare=False)


@dataclass(slots=True)
class _Line:
    """How fast turns are given, and when the next one may be."""

    pace: Pace
    next_at: float = 0.0


class Lanes:
    """Hands out turns; `pause` is what a 429 asks for, and nothing else."""

    def __init__(
        self,
        clock: Clock,
        *,
        all_per_second: float = ALL_PER_SECOND,
        pays: bool = False,
        shared_by: SharedBy = one_process,
    ) -> None:
        """Start with nobody waiting; `shared_by` processes each keep to their part of the limit."""
        self._clock = clock
        self._free = _Line(Pace(all_per_second))
        self._paid = _Line(Pace(PAID_PER_SECOND))
        self._pays_from = 0.0 if pays else math.inf
        self._rush = Rush()
        self._shared_by = shared_by
        self._most_in_a_second = max(MOST_IN_A_SECOND, math.ceil(all_per_second))
        self._window = Window(self._most_in_a_second)
        self._chats: dict[int, float] = {}
        self._paused_until: dict[int, float] = {}
        self._waiting: list[_Waiter] = []
        self._count = 0
        self._closed = False
        self._changed = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Let nobody else go: who waits gets CancelledTurn, so that nothing hangs in doubt."""
        self._closed = True
        for waiter in self._waiting:
            if not waiter.turn.done():
                waiter.turn.set_exception(CancelledTurn())
        self._waiting.clear()
        self._changed.set()

    @asynccontextmanager
    async def turn(self, lane: Lane, chat_id: int, *, may_pay: bool = False) -> AsyncIterator[bool]:
        """Wait until this message may go, tell whether it is to be paid for, see it answered.

        Raises NotYet when the chat itself would hold it back for more than two seconds, and
        CancelledTurn once the lanes are closed.
        """
        waiter = self._joins(lane, chat_id, may_pay=may_pay)
        is_paid = await waiter.turn
        try:
            yield is_paid
        finally:
            self._window.comes_back(waiter.number, self._clock.monotonic())
            self._changed.set()

    def _joins(self, lane: Lane, chat_id: int, *, may_pay: bool) -> _Waiter:
        if self._closed:
            raise CancelledTurn
        wait = self._own_wait_seconds(RANK[lane], chat_id)
        if wait > CHAT_WAIT_MOST_SECONDS:
            raise NotYet(wait)
        waiter = _Waiter(
            rank=RANK[lane],
            number=self._count,
            chat_id=chat_id,
            joined_at=self._clock.monotonic(),
            may_pay=may_pay,
            turn=asyncio.get_running_loop().create_future(),
        )
        self._count += 1
        heapq.heappush(self._waiting, waiter)
        self._changed.set()
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        return waiter

    def pay_no_more(self) -> None:
        """Pay for nothing in the next ten minutes: Telegram takes no payment now."""
        self._pays_from = max(self._pays_from, self._clock.monotonic() + PAY_AGAIN_SECONDS)

    def pause(self, chat_id: int, seconds: float, *, was_paid: bool = False) -> None:
        """Hold one chat back for as long as Telegram asked; who waits for it hears how long."""
        now = self._clock.monotonic()
        self._paused_until[chat_id] = now + seconds
        (self._paid if was_paid else self._free).pace.refused(chat_id, now)
        if seconds > CHAT_WAIT_MOST_SECONDS:
            for waiter in self._waiting:
                if waiter.chat_id == chat_id and not waiter.turn.done():
                    waiter.turn.set_exception(NotYet(seconds))
        self._changed.set()

    async def _run(self) -> None:
        while self._waiting:
            self._changed.clear()
            now, processes = self._clock.monotonic(), self._shared_by()
            self._window.allow(self._most_in_a_second // processes)
            waiter = self._first_ready(now)
            if waiter is None:
                await self._sleep_or_change(max(self._soonest() - now, 0.001))
                continue
            line = self._line_of(waiter, now)
            opens_at = self._opens_at(line, now)
            if opens_at > now:
                heapq.heappush(self._waiting, waiter)
                await self._clock.sleep(min(opens_at - now, LOOK_AGAIN_SECONDS))
                continue
            due_at = max(line.next_at, waiter.joined_at, now - CATCH_UP_SECONDS)
            line.next_at = due_at + line.pace.spacing_seconds(now) * processes
            self._spend(waiter.chat_id, now)
            if line is self._free:
                self._window.leaves(waiter.number, now)
            waiter.turn.set_result(line is self._paid)

    def _opens_at(self, line: _Line, now: float) -> float:
        """Return when the line gives its next turn: Telegram counts what is free by itself."""
        if line is self._paid:
            return line.next_at
        return max(line.next_at, self._window.opens_at(now))

    def _line_of(self, waiter: _Waiter, now: float) -> _Line:
        """Return where this one goes: what costs nothing, unless many have had to wait for long."""
        free_at = self._opens_at(self._free, now)
        if free_at <= now or now < self._pays_from:
            return self._free
        is_worth_it = self._rush.waits(now) and self._paid.next_at < free_at
        return self._paid if is_worth_it and waiter.may_pay else self._free

    async def _sleep_or_change(self, seconds: float) -> None:
        """Sleep, but no longer than until somebody joins the line, who may go at once."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        changing = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait((sleeping, changing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            changing.cancel()

    def _own_wait_seconds(self, rank: int, chat_id: int) -> float:
        """How long this chat alone would hold a message back, behind those in line for it."""
        now = self._clock.monotonic()
        ahead = sum(
            each.chat_id == chat_id and each.rank <= rank and not each.turn.done()
            for each in self._waiting
        )
        return self._ready_at(chat_id, ahead, now) - now

    def _first_ready(self, now: float) -> _Waiter | None:
        held: list[_Waiter] = []
        found = None
        while self._waiting and found is None:
            waiter = heapq.heappop(self._waiting)
            if waiter.turn.done():
                continue
            if self._ready_at(waiter.chat_id) <= now:
                found = waiter
            else:
                held.append(waiter)
        for waiter in held:
            heapq.heappush(self._waiting, waiter)
        return found

    def _soonest(self) -> float:
        return min((self._ready_at(each.chat_id) for each in self._waiting), default=0.0)

    def _ready_at(self, chat_id: int, ahead: int = 0, now: float = 0.0) -> float:
        """A chat's bucket: full after a while of silence, one message a second when empty.

        `ahead` messages that go from `now` on are counted as gone.
        """
        burst, seconds = _allowance(chat_id)
        spent = self._chats.get(chat_id, 0.0)
        if ahead:
            spent = max(spent, now) + ahead * seconds
        return max(spent - (burst - 1) * seconds, self._paused_until.get(chat_id, 0.0))

    def _spend(self, chat_id: int, now: float) -> None:
        _, seconds = _allowance(chat_id)
        self._chats[chat_id] = max(self._chats.pop(chat_id, 0.0), now) + seconds
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
            self._paused_until = {c: at for c, at in self._paused_until.items() if at > now}


def _allowance(chat_id: int) -> tuple[int, float]:
    if chat_id == NO_CHAT:
        return 1, 0.0
    return (CHAT_BURST, CHAT_SECONDS) if chat_id > 0 else (GROUP_BURST, GROUP_SECONDS)
