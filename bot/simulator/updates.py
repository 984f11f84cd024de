"""The queue of updates a bot reads: confirmed ones vanish, others come again, two readers collide.

Source: https://core.telegram.org/bots/api#getting-updates.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulator import limits
from bot.simulator.errors import POLL_TAKEN_OVER, conflict

FIRST_UPDATE_ID = 700_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
QUIET_DAYS_MAX = 7
RENUMBER_STEP = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One update nobody has confirmed."""

    id: int
    kind: str
    at: datetime
    payload: dict[str, Any]


class Queue:
    """Unconfirmed updates in their order, with at most one reader waiting for more."""

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] | None = None
        self._waiting: list[Waiting] = []
        self._next_id = FIRST_UPDATE_ID
        self._last_at: datetime | None = None
        self._bell = asyncio.Event()
        self._poll = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update; by default all but the noisy three."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, content: dict[str, Any], now: datetime) -> int | None:
        """Append an update and ring for the reader; its id, or None if the bot does not want it."""
        if not self.wants(kind):
            return None
        self._renumber_after_a_quiet_week(now)
        update_id, self._next_id, self._last_at = self._next_id, self._next_id + 1, now
        payload = {"update_id": update_id, kind: content}
        self._waiting.append(Waiting(id=update_id, kind=kind, at=now, payload=payload))
        self._bell.set()
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget all updates before the offset; a negative one keeps that many at the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset <= self._next_id:
            self._waiting = [waiting for waiting in self._waiting if waiting.id >= offset]

    def clear(self) -> None:
        """Forget everything unconfirmed."""
        self._waiting = []

    def forget_old(self, now: datetime) -> None:
        """Telegram keeps no update longer than a day."""
        oldest_kept = now - timedelta(hours=limits.UPDATE_HOURS_MAX)
        self._waiting = [waiting for waiting in self._waiting if waiting.at >= oldest_kept]

    def oldest(self, limit: int) -> list[dict[str, Any]]:
        """Up to `limit` unconfirmed updates, oldest first."""
        return [waiting.payload for waiting in self._waiting[:limit]]

    async def wait(self, timeout_seconds: float) -> None:
        """Wait for an update, so many real seconds at most; another reader ends the wait."""
        mine = self.take_over()
        if self._waiting or timeout_seconds <= 0:
            return
        bell = self._bell
        try:
            async with asyncio.timeout(timeout_seconds):
                await bell.wait()
        except TimeoutError:
            return
        if self._poll != mine:
            raise conflict(POLL_TAKEN_OVER)

    def take_over(self) -> int:
        """Begin a poll, ending the one that still waits; the poll's own number."""
        self._poll += 1
        self._bell.set()
        self._bell = asyncio.Event()
        return self._poll

    def _renumber_after_a_quiet_week(self, now: datetime) -> None:
        """Telegram starts anew at some other number; a smaller one is the hardest case."""
        quiet = self._last_at is not None and now - self._last_at > timedelta(days=QUIET_DAYS_MAX)
        if quiet and not self._waiting:
            self._next_id = max(1, self._next_id - RENUMBER_STEP)


def limit_of(given: int | None) -> int:
    """The number of updates a poll may bring, 1-100, by default 100."""
    return min(max(given or limits.UPDATES_PER_POLL_MAX, 1), limits.UPDATES_PER_POLL_MAX)


def kinds_of(given: Sequence[Any]) -> tuple[str, ...] | None:
    """The kinds a bot asks for, None for Telegram's default."""
    return tuple(str(kind) for kind in given) or None
