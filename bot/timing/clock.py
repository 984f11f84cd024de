"""The only file that asks the computer for the time. Stops there: nothing is planned here."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class _Steady:
    """Seconds that only go forward, even where somebody turns back every clock of the computer."""

    def __init__(self) -> None:
        self._read = time.monotonic()
        self._turned_back_seconds = 0.0

    def seconds(self) -> float:
        """Return the present reading."""
        read = time.monotonic()
        self._turned_back_seconds += max(self._read - read, 0.0)
        self._read = read
        return read + self._turned_back_seconds


class SteadyLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers go on when the clock it reads is turned back from outside."""

    def __init__(self) -> None:
        """Start with the computer's own clock."""
        self._steady = _Steady()
        super().__init__()

    def time(self) -> float:
        """Return the seconds that timers go by."""
        return self._steady.seconds()


class SystemClock:
    """The computer's clocks: wall time for what is due, monotonic time for waiting."""

    def __init__(self) -> None:
        """Start with the computer's own clocks."""
        self._steady = _Steady()

    def now(self) -> datetime:
        """Return the present instant, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only go forward."""
        return self._steady.seconds()

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        await asyncio.sleep(seconds)


class SharedClock:
    """The computer's clocks, its wall time that of somebody whom all processes ask, once they did.

    From then on it goes as the monotonic one does, so that moving this computer's clock moves
    nothing.
    """

    def __init__(self, own: SystemClock) -> None:
        """Start with the computer's own time."""
        self._own = own
        self._told: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the present instant as all of them take it, aware UTC."""
        if self._told is None:
            return self._own.now()
        told, read = self._told
        return told + timedelta(seconds=self._own.monotonic() - read)

    def monotonic(self) -> float:
        """Return seconds that only go forward."""
        return self._own.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        await self._own.sleep(seconds)

    def put_right(self, now: datetime) -> None:
        """Take this for the present instant."""
        self._told = (now, self._own.monotonic())


class VirtualClock:
    """A clock that stands still until it is moved; waiting only moves its monotonic side."""

    def __init__(self, now: datetime) -> None:
        """Start at an aware instant."""
        self._now = now.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the virtual instant, aware UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return virtual seconds that only go forward."""
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        """Let others run, and count the wait as over."""
        self._monotonic += max(seconds, 0.0)
        await asyncio.sleep(0)

    def move_to(self, instant: datetime) -> None:
        """Set the wall clock; it may also go back, as real ones do."""
        self._monotonic += max((instant - self._now).total_seconds(), 0.0)
        self._now = instant.astimezone(UTC)
