"""Whose turn it is to send: whoever waits for an answer overtakes bulk, under Telegram's limits.

Telegram publishes about 30 messages a second for a bot, one a second in a chat (short bursts are
let through) and 20 a minute in a group. A chat that was told to wait holds up nobody else: who
would wait long for it is sent away, and comes again when it is time.
"""

import asyncio
import heapq
from dataclasses import dataclass, field

from bot.chat.pace import Pace
from bot.core.outbox import RANK, ChatId, Lane
from bot.ports import Clock

ALL_PER_SECOND = 29.5
CHAT_BURST = 3
CHAT_SECONDS = 1.0
GROUP_BURST = 5
GROUP_SECONDS = 4.0  # with the burst never more than 20 in any minute
CHAT_WAIT_MOST_SECONDS = 2.0
CHATS_REMEMBERED = 2_000
# For calls that write to no chat, such as the answer to a tap.
NO_CHAT = ChatId(0)


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
    turn: asyncio.Future[None] = field(compare=False)


class Lanes:
    """Hands out turns; `pause` is what a 429 asks for, and nothing else."""

    def __init__(self, clock: Clock, *, all_per_second: float = ALL_PER_SECOND) -> None:
        """Start with nobody waiting."""
        self._clock = clock
        self._pace = Pace(all_per_second)
        self._next_free = 0.0
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

    async def turn(self, lane: Lane, chat_id: int) -> None:
        """Wait until this message may go.

        Raises NotYet when the chat itself would hold it back for more than two seconds, and
        CancelledTurn once the lanes are closed.
        """
        if self._closed:
            raise CancelledTurn
        wait = self._own_wait_seconds(RANK[lane], chat_id)
        if wait > CHAT_WAIT_MOST_SECONDS:
            raise NotYet(wait)
        waiter = _Waiter(
            RANK[lane], self._count, chat_id, asyncio.get_running_loop().create_future()
        )
        self._count += 1
        heapq.heappush(self._waiting, waiter)
        self._changed.set()
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        await waiter.turn

    def pause(self, chat_id: int, seconds: float) -> None:
        """Hold one chat back for as long as Telegram asked; who waits for it hears how long."""
        now = self._clock.monotonic()
        self._paused_until[chat_id] = now + seconds
        self._pace.refused(chat_id, now)
        if seconds > CHAT_WAIT_MOST_SECONDS:
            for waiter in self._waiting:
                if waiter.chat_id == chat_id and not waiter.turn.done():
                    waiter.turn.set_exception(NotYet(seconds))
        self._changed.set()

    async def _run(self) -> None:
        while self._waiting:
            self._changed.clear()
            now = self._clock.monotonic()
            waiter = self._first_ready(now)
            if waiter is None:
                await self._sleep_or_change(max(self._soonest() - now, 0.001))
                continue
            if self._next_free > now:
                heapq.heappush(self._waiting, waiter)
                await self._clock.sleep(self._next_free - now)
                continue
            self._next_free = now + self._pace.spacing_seconds(now)
            self._spend(waiter.chat_id, now)
            if not waiter.turn.done():
                waiter.turn.set_result(None)

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
