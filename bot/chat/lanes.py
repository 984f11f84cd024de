"""Whose turn it is to send: whoever waits for an answer overtakes bulk, under Telegram's limits.

Telegram publishes about 30 messages a second for a bot, one a second in a chat (short bursts are
let through) and 20 a minute in a group. A chat that was told to wait holds up nobody else.
"""

import asyncio
import heapq
from dataclasses import dataclass, field

from bot.core.outbox import Lane
from bot.ports import Clock

ALL_PER_SECOND = 29.5
CHAT_BURST = 3
CHAT_SECONDS = 1.0
GROUP_BURST = 5
GROUP_SECONDS = 3.0
CHATS_REMEMBERED = 2_000
RANK = {Lane.ALARM: 0, Lane.ANSWER: 1, Lane.BULK: 2}


class CancelledTurn(Exception):
    """The process is stopping; this message was surely not sent."""


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
        self._spacing_seconds = 1.0 / all_per_second
        self._next_free = 0.0
        self._chats: dict[int, float] = {}
        self._paused_until: dict[int, float] = {}
        self._waiting: list[_Waiter] = []
        self._count = 0
        self._closed = False
        self._runner: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Let nobody else go: who waits gets CancelledTurn, so that nothing hangs in doubt."""
        self._closed = True
        for waiter in self._waiting:
            if not waiter.turn.done():
                waiter.turn.set_exception(CancelledTurn())
        self._waiting.clear()

    async def turn(self, lane: Lane, chat_id: int) -> None:
        """Wait until this message may go. Raises CancelledTurn once the lanes are closed."""
        if self._closed:
            raise CancelledTurn
        waiter = _Waiter(
            RANK[lane], self._count, chat_id, asyncio.get_running_loop().create_future()
        )
        self._count += 1
        heapq.heappush(self._waiting, waiter)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        await waiter.turn

    def pause(self, chat_id: int, seconds: float) -> None:
        """Hold one chat back for as long as Telegram asked."""
        self._paused_until[chat_id] = self._clock.monotonic() + seconds

    async def _run(self) -> None:
        while self._waiting:
            now = self._clock.monotonic()
            waiter = self._first_ready(now)
            if waiter is None:
                await self._clock.sleep(max(self._soonest() - now, 0.001))
                continue
            if self._next_free > now:
                heapq.heappush(self._waiting, waiter)
                await self._clock.sleep(self._next_free - now)
                continue
            self._next_free = now + self._spacing_seconds
            self._spend(waiter.chat_id, now)
            if not waiter.turn.done():
                waiter.turn.set_result(None)

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

    def _ready_at(self, chat_id: int) -> float:
        """A chat's bucket: full after a while of silence, one message a second when empty."""
        burst, seconds = _allowance(chat_id)
        owed = self._chats.get(chat_id, 0.0) - (burst - 1) * seconds
        return max(owed, self._paused_until.get(chat_id, 0.0))

    def _spend(self, chat_id: int, now: float) -> None:
        _, seconds = _allowance(chat_id)
        self._chats[chat_id] = max(self._chats.pop(chat_id, 0.0), now) + seconds
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
            self._paused_until = {c: at for c, at in self._paused_until.items() if at > now}


def _allowance(chat_id: int) -> tuple[int, float]:
    return (CHAT_BURST, CHAT_SECONDS) if chat_id > 0 else (GROUP_BURST, GROUP_SECONDS)
