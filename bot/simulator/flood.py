"""Telegram's flood limits, off unless a world is given one: per second in all and in each chat.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from bot.simulator.arguments import Arguments
from bot.simulator.errors import too_many_requests

ALL_PER_SECOND = 30
PAID_PER_SECOND = 1000
CHAT_PER_SECOND = 1
CHAT_BURST = 5
GROUP_PER_MINUTE = 20


@dataclass(slots=True)
class Bucket:
    """Allows `rate` a second in the long run and `burst` at once."""

    rate: float
    burst: float
    level: float = 0.0
    at: datetime | None = None

    def wait_seconds(self, now: datetime) -> float:
        """Seconds until one more fits, 0 when it fits now."""
        if self.at is not None:
            passed = max((now - self.at).total_seconds(), 0.0)
            self.level = max(self.level - passed * self.rate, 0.0)
        self.at = now
        return max((self.level + 1 - self.burst) / self.rate, 0.0)


@dataclass(slots=True)
class Flood:
    """The limits of one bot: all chats together, each chat, each group."""

    everything: Bucket = field(default_factory=lambda: Bucket(ALL_PER_SECOND, ALL_PER_SECOND))
    paid: Bucket = field(default_factory=lambda: Bucket(PAID_PER_SECOND, PAID_PER_SECOND))
    chats: dict[int, Bucket] = field(default_factory=dict)
    refused: deque[datetime] = field(default_factory=lambda: deque(maxlen=1000))

    def check(self, given: Arguments, now: datetime) -> None:
        """Count one sending call, or refuse it with the whole seconds to wait."""
        chat_id = given.number("chat_id") or 0
        paid = given.flag("allow_paid_broadcast")
        buckets = [self.paid if paid else self.everything, self._chat(chat_id)]
        wait = max(bucket.wait_seconds(now) for bucket in buckets)
        if wait > 0:
            self.refused.append(now)
            raise too_many_requests(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level += 1

    def _chat(self, chat_id: int) -> Bucket:
        if chat_id < 0:
            rate, burst = GROUP_PER_MINUTE / 60, float(GROUP_PER_MINUTE)
        else:
            rate, burst = float(CHAT_PER_SECOND), float(CHAT_BURST)
        return self.chats.setdefault(chat_id, Bucket(rate, burst))
