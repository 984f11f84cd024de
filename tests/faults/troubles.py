"""What goes wrong in a world, and when: one Random decides, and each kind is counted.

The way to Telegram, the disk, the clock and the process each have their own trouble, in spells.
"""

import errno
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.simulator import faults
from bot.timing.clock import VirtualClock
from tests.stories.crashing import NEVER, Fuse

SENDS = ("sendmessage", "sendphoto", "senddocument", "editmessagetext", "editmessagecaption")
RETRIES = timedelta(minutes=11)
STAFF_RETRIES = timedelta(minutes=16)
LEASE = timedelta(minutes=16)
DAMAGE = {errno.ENOSPC: "disk full", errno.EROFS: "disk read-only", errno.EIO: "disk failing"}

Kept = Callable[[int | None, datetime, datetime], None]


class SkewedClock:
    """The computer's clock in a world: steady seconds, and a wall time that somebody may move."""

    def __init__(self, start: datetime) -> None:
        """Start with the right time."""
        self.true = VirtualClock(start)
        self.skew = timedelta()

    def now(self) -> datetime:
        """Return what the wall clock shows."""
        return self.true.now() + self.skew

    def monotonic(self) -> float:
        """Return seconds that only go forward."""
        return self.true.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.true.sleep(seconds)


@dataclass
class Troubles:
    """The present troubles; `hinder` tells the model whose messages may be late, and how long."""

    random: Random
    clock: SkewedClock
    hinder: Kept
    refused: Callable[[int, str], None]
    doubt: Callable[[datetime, datetime], None]
    counts: Counter[str] = field(default_factory=Counter)
    share: float = 0.0
    is_cut_off: bool = False
    damage: int = 0
    is_slow: bool = False
    shuffles: bool = False
    fuse: Fuse = field(default_factory=lambda: Fuse(NEVER))

    def on_the_way(self, method: str, parameters: Mapping[str, Any]) -> faults.Fault | None:
        """Return what happens to one call, if anything does."""
        if self.is_cut_off:
            self.counts["telegram not reached"] += 1
            return faults.Unreachable()
        if not self.share or self.random.random() >= self.share:
            return None
        chat = parameters.get("chat_id")
        return self._fault(method.lower(), int(chat) if chat is not None else None)

    def _fault(self, method: str, chat: int | None) -> faults.Fault:
        now = self.clock.true.now()
        fault, name, wait = self._any_fault(method)
        self.counts[name] += 1
        if chat is not None and method in SENDS:
            if isinstance(fault, faults.Refused) and fault.status in (400, 403):
                self.refused(chat, name)
            if isinstance(fault, faults.Lost):
                self.refused(chat, "doubt")
        self.hinder(chat, now, now + wait + RETRIES)
        return fault

    def _any_fault(self, method: str) -> tuple[faults.Fault, str, timedelta]:
        draw, none = self.random.random(), timedelta()
        if draw < 0.08 and method in SENDS:
            return faults.Refused(status=400, description="Bad Request: no"), "400", STAFF_RETRIES
        if draw < 0.12 and method in SENDS:
            said = "Forbidden: bot was blocked by the user"
            return faults.Refused(status=403, description=said), "403", STAFF_RETRIES
        if draw < 0.2 and method == "getupdates":
            said = "Conflict: terminated by other getUpdates request"
            return faults.Refused(status=409, description=said), "409", none
        if draw < 0.4:
            wait = self.random.choice((1, 7, 40, 600, 3600))
            said = f"Too Many Requests: retry after {wait}"
            fault = faults.Refused(status=429, description=said, retry_after=wait)
            return fault, "429", timedelta(seconds=wait)
        if draw < 0.6:
            status = self.random.choice((500, 502, 504))
            return faults.Refused(status=status, description="Bad Gateway"), "5xx", none
        if draw < 0.75:
            return faults.Lost(accepted=False), "time-out before accepting", none
        if draw < 0.9:
            return faults.Lost(accepted=True), "time-out after accepting", none
        return faults.Unreachable(), "telegram not reached", none

    def on_the_disk(self, operation: str, path: str) -> int | None:
        """Fail one operation of the disk, or let the process die at it."""
        if operation not in ("read", "list", "stat"):
            self.fuse.burn()
            if self.damage and self.random.random() < 0.7:
                self.counts[DAMAGE[self.damage]] += 1
                raise OSError(self.damage, os.strerror(self.damage))
        if operation == "write" and self.is_slow and self.random.random() < 0.3:
            self.counts["slow or short write"] += 1
            self.clock.true.move_to(self.clock.true.now() + timedelta(seconds=self.random.random()))
            return self.random.randint(1, 4000)
        return None

    def spell_of_way(self, share: float) -> None:
        """Let so large a share of all calls fail from now on."""
        self.share = share

    def die_soon(self) -> None:
        """Let the process die at one of its next calls to anything outside it."""
        self.fuse.left = self.random.choice((1, 2, 3, 5, 8, 13, 21, self.random.randint(1, 80)))

    def died(self, began_at: datetime) -> None:
        """The process died, amid all it had done since then."""
        now = self.clock.true.now()
        self.counts["process died"] += 1
        self.doubt(began_at, now)
        self.hinder(None, now, now + RETRIES)

    def end(self) -> None:
        """From now on nothing goes wrong."""
        self.share, self.damage, self.is_cut_off = 0.0, 0, False
        self.is_slow = self.shuffles = False
        self.fuse.left = NEVER
