"""How fast all chats together are written to: slower where Telegram allows less than it says.

The limits are not published. One refusal is about its chat; refusals in several chats shortly after
each other are about the bot. The pace then falls by a quarter, and comes back little by little.
"""

import math

SLOWER = 0.75
FASTER = 1.02
FASTER_EVERY_SECONDS = 10.0
TOGETHER_SECONDS = 10.0
# What was on its way when Telegram first refused tells nothing about the slower pace.
SLOWER_EVERY_SECONDS = 1.0
LEAST_PER_SECOND = 1.0
RUSH_AFTER_SECONDS = 10.0
RUSH_ENDS_SECONDS = 1.0


class Pace:
    """Messages a second, all chats together; seconds are those of the lanes' clock."""

    def __init__(self, per_second: float) -> None:
        """Start with what Telegram says it allows."""
        self._most = per_second
        self._per_second = per_second
        self._changed_at = 0.0
        self._refused: tuple[int, float] | None = None

    def spacing_seconds(self, now: float) -> float:
        """Return how long after one message the next may go."""
        quiet = int((now - self._changed_at) / FASTER_EVERY_SECONDS)
        if self._per_second < self._most and quiet > 0:
            self._per_second = min(self._per_second * FASTER**quiet, self._most)
            self._changed_at = now
        return 1.0 / self._per_second

    def refused(self, chat_id: int, now: float) -> None:
        """Count a 429 in that chat."""
        before, self._refused = self._refused, (chat_id, now)
        if before is None or before[0] == chat_id or now - before[1] > TOGETHER_SECONDS:
            return
        if self._per_second == self._most or now - self._changed_at >= SLOWER_EVERY_SECONDS:
            self._per_second = max(self._per_second * SLOWER, LEAST_PER_SECOND)
            self._changed_at = now


class Rush:
    """Whether so much is to be sent that paying for it is worth it; seconds as above.

    What the free pace does within ten seconds is no rush; a second in which nothing waited ends it.
    """

    def __init__(self) -> None:
        """Start with nothing waiting."""
        self._since = self._last = -math.inf

    def waits(self, now: float) -> bool:
        """Count that something has to wait now; tell whether that has gone on for long."""
        if now - self._last > RUSH_ENDS_SECONDS:
            self._since = now
        self._last = now
        return now - self._since >= RUSH_AFTER_SECONDS
