"""Plays virtual time: from one due instant to the next, letting the bot finish between two of them.

It knows neither the plan nor the store; what is due, and how to tick, is handed in by wiring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

SAME_INSTANT_ROUNDS_MAX = 100
JUMP_DAYS_MAX = 400
NEXT_MESSAGE_DAYS_MAX = 90
MORNING = time(9, 5)

T = TypeVar("T")


class CannotPlay(Exception):
    """The clock cannot be moved as asked; the sentence is meant for the reader of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The two ways to touch a clock: read it (aware UTC) and set it."""

    now: Callable[[], datetime]
    move_to: Callable[[datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a jump has played; all three are aware instants."""

    start: datetime
    now: datetime
    target: datetime

    @property
    def done(self) -> float:
        """The part already played, 0 to 1."""
        whole = (self.target - self.start).total_seconds()
        return (self.now - self.start).total_seconds() / whole if whole > 0 else 1.0


OnProgress = Callable[[Progress], None]


def _unseen(_: Progress) -> None:
    """The listener of who does not care."""


class Player:
    """Moves the clock and lets people act, never both at once."""

    def __init__(
        self,
        hands: Hands,
        next_due: Callable[[], Awaitable[datetime | None]],
        tick: Callable[[datetime], Awaitable[None]],
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        self._hands = hands
        self._next_due = next_due
        self._tick = tick
        self._settle = settle
        self._one_at_a_time = asyncio.Lock()
        self._stop_asked = False

    def now(self) -> datetime:
        """The virtual instant, aware UTC."""
        return self._hands.now()

    async def act(self, work: Callable[[], T]) -> T:
        """Do what a person does and wait until the bot has finished with it."""
        async with self._one_at_a_time:
            result = work()
            await self._settle()
            return result

    def stop(self) -> None:
        """End a running jump after the instant it is playing."""
        self._stop_asked = True

    async def jump_to(self, target: datetime, on_progress: OnProgress = _unseen) -> None:
        """Play everything due up to the target, and stand there."""
        async with self._one_at_a_time:
            await self._play(target, on_progress, lambda: False)

    async def week(self, on_progress: OnProgress = _unseen) -> None:
        """Play seven days."""
        await self.jump_to(self.now() + timedelta(days=7), on_progress)

    async def hour(self, on_progress: OnProgress = _unseen) -> None:
        """Play one hour."""
        await self.jump_to(self.now() + timedelta(hours=1), on_progress)

    async def next_morning(self, zone: ZoneInfo, on_progress: OnProgress = _unseen) -> None:
        """Play until the next 09:05 in that zone, as `morning_after` finds it."""
        await self.jump_to(morning_after(self.now(), zone), on_progress)

    async def next_message(
        self, messages_seen: Callable[[], int], on_progress: OnProgress = _unseen
    ) -> bool:
        """Play until the number of messages seen grows; False if none comes for 90 days.

        Where none comes the clock stands where the last due thing was, not 90 days later.
        """
        async with self._one_at_a_time:
            before = messages_seen()
            limit = self.now() + timedelta(days=NEXT_MESSAGE_DAYS_MAX)
            await self._play(limit, on_progress, lambda: messages_seen() > before, rest=False)
            return messages_seen() > before

    async def _play(
        self,
        target: datetime,
        on_progress: OnProgress,
        enough: Callable[[], bool],
        *,
        rest: bool = True,
    ) -> None:
        start = self.now()
        _check(start, target)
        self._stop_asked = False
        rounds = _Rounds()
        while not enough() and not self._stop_asked:
            due = await self._next_due()
            if due is None or due > target:
                if rest:
                    await self._stand_at(target)
                    on_progress(Progress(start=start, now=target, target=target))
                return
            instant = max(self.now(), due)
            rounds.count(instant)
            await self._stand_at(instant)
            on_progress(Progress(start=start, now=instant, target=target))

    async def _stand_at(self, instant: datetime) -> None:
        self._hands.move_to(instant)
        await self._tick(instant)
        await self._settle()


@dataclass(slots=True)
class _Rounds:
    """Counts how often one instant was played: what never gets done must not hang the page."""

    instant: datetime | None = None
    played: int = 0

    def count(self, instant: datetime) -> None:
        self.played = self.played + 1 if instant == self.instant else 1
        self.instant = instant
        if self.played > SAME_INSTANT_ROUNDS_MAX:
            raise CannotPlay(
                f"Something is due at {instant.isoformat()} again and again and never gets done"
                f" ({SAME_INSTANT_ROUNDS_MAX} tries). The clock stays there."
            )


def morning_after(now: datetime, zone: ZoneInfo) -> datetime:
    """The first 09:05 in that zone at least an hour away: on a morning, the next one is meant."""
    today = now.astimezone(zone).date()
    mornings = (
        datetime.combine(today + timedelta(days=days), MORNING, tzinfo=zone).astimezone(UTC)
        for days in (0, 1)
    )
    return next(morning for morning in mornings if morning >= now + timedelta(hours=1))


def _check(start: datetime, target: datetime) -> None:
    if target < start:
        raise CannotPlay("The clock goes forward only.")
    if target - start > timedelta(days=JUMP_DAYS_MAX):
        raise CannotPlay(f"One jump goes {JUMP_DAYS_MAX} days at most.")
