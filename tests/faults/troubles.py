"""What goes wrong in a world, and when: one Random decides, and each kind is counted.

The way to Telegram, the disk, the clock and the process each have their own trouble, in spells.
"""

import errno
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.simulator import faults
from bot.timing.clock import VirtualClock
from tests.stories.crashing import NEVER, Fuse

SENDS = ("sendmessage", "sendphoto", "senddocument", "editmessagetext", "editmessagecaption")
RETRIES = timedelta(minutes=11)
STAFF = timedelta(minutes=16)
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


@dataclass(frozen=True, kw_only=True)
class _Trouble:
    """One kind of fault: how likely, for which calls, and what the model has to know of it."""

    name: str
    weight: int
    fault: faults.Fault
    methods: tuple[str, ...] | None = None
    wait: timedelta = timedelta()
    tells: str = ""


def _refused(name: str, status: int, said: str, **more: Any) -> _Trouble:
    return _Trouble(name=name, fault=faults.Refused(status=status, description=said), **more)


_POLLS = ("getupdates",)
_BLOCKED = "Forbidden: bot was blocked by the user"
_CONFLICT = "Conflict: terminated by other getUpdates request"
_FAULTS = (
    _refused("400", 400, "Bad Request: no", weight=8, methods=SENDS, tells="400", wait=STAFF),
    _refused("403", 403, _BLOCKED, weight=4, methods=SENDS, tells="403", wait=STAFF),
    _refused("409", 409, _CONFLICT, weight=10, methods=_POLLS),
    _refused("429", 429, "Too Many Requests", weight=20),
    _refused("500", 500, "Internal Server Error", weight=7),
    _refused("502", 502, "Bad Gateway", weight=7),
    _Trouble(
        name="time-out before accepting",
        weight=15,
        fault=faults.Lost(accepted=False),
        tells="doubt",
    ),
    _Trouble(
        name="time-out after accepting", weight=15, fault=faults.Lost(accepted=True), tells="doubt"
    ),
    _Trouble(name="telegram not reached", weight=10, fault=faults.Unreachable()),
)


@dataclass
class Troubles:
    """The present troubles; `hinder` tells the model whose messages may be late, and how long."""

    random: Random
    clock: SkewedClock
    hinder: Kept
    refused: Callable[[int, str], None]
    doubt: Callable[[datetime, datetime], None]
    repeated: Callable[[int], None]
    counts: Counter[str] = field(default_factory=Counter)
    share: float = 0.0
    is_cut_off: bool = False
    damage: int = 0
    is_slow: bool = False
    shuffles: bool = False
    stall: timedelta = timedelta()
    fuse: Fuse = field(default_factory=lambda: Fuse(NEVER))

    def on_the_way(self, method: str, parameters: Mapping[str, Any]) -> faults.Fault | None:
        """Return what happens to one call, if anything does."""
        self._stand_still()
        if self.is_cut_off:
            self.counts["telegram not reached"] += 1
            return faults.Unreachable()
        if not self.share or self.random.random() >= self.share:
            return None
        chat = parameters.get("chat_id")
        return self._fault(method.lower(), int(chat) if chat is not None else None)

    def _fault(self, method: str, chat: int | None) -> faults.Fault:
        now = self.clock.true.now()
        trouble = self._any_fault(method)
        self.counts[trouble.name] += 1
        if chat is not None and method in SENDS and trouble.tells:
            self.refused(chat, trouble.tells)
        self.hinder(chat, now, now + trouble.wait + RETRIES)
        return trouble.fault

    def _any_fault(self, method: str) -> _Trouble:
        """Draw a fault that Telegram could have for such a call, and how long it holds it up."""
        fitting = [each for each in _FAULTS if each.methods is None or method in each.methods]
        drawn = self.random.choices(fitting, weights=[each.weight for each in fitting])[0]
        if drawn.name != "429":
            return drawn
        wait = self.random.choice((1, 7, 40, 600, 3600))
        said = f"Too Many Requests: retry after {wait}"
        fault = faults.Refused(status=429, description=said, retry_after=wait)
        return replace(drawn, fault=fault, wait=timedelta(seconds=wait))

    def on_the_disk(self, operation: str, path: str) -> int | None:
        """Fail one operation of the disk, or let the process die at it."""
        if operation not in ("read", "list", "stat"):
            self._stand_still()
            self.fuse.burn()
            if self.damage and self.random.random() < 0.7:
                self.counts[DAMAGE[self.damage]] += 1
                raise OSError(self.damage, os.strerror(self.damage))
        if operation == "write" and self.is_slow and self.random.random() < 0.3:
            self.counts["slow or short write"] += 1
            self.clock.true.move_to(self.clock.true.now() + timedelta(seconds=self.random.random()))
            return self.random.randint(1, 4000)
        return None

    def _stand_still(self) -> None:
        """Let time pass in the midst of whatever the program does, where that is to be."""
        if not self.stall:
            return
        now, self.stall, length = self.clock.true.now(), timedelta(), self.stall
        self.counts["stood still amid its work"] += 1
        self.doubt(now, now + length)
        self.hinder(None, now, now + length + RETRIES)
        self.clock.true.move_to(now + length)

    def die_soon(self) -> None:
        """Let the process die at one of its next calls to anything outside it."""
        self.fuse.left = self.random.choice((1, 2, 3, 5, 8, 13, 21, self.random.randint(1, 80)))

    def died(self, began_at: datetime) -> None:
        """The process died, amid all it had done since then."""
        now = self.clock.true.now()
        self.counts["process died"] += 1
        self.doubt(began_at, now)
        self.hinder(None, now, now + RETRIES)
