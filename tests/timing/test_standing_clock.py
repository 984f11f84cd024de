"""The computer's clocks, also where somebody turns them from outside."""

from datetime import UTC
from types import SimpleNamespace

import pytest

from bot.timing import clock
from bot.timing.clock import SteadyLoop, SystemClock


def turn(monkeypatch: pytest.MonkeyPatch, *readings: float) -> None:
    """Have the computer's monotonic clock read these, the last one for ever."""
    left = list(readings)
    reading = SimpleNamespace(monotonic=lambda: left.pop(0) if len(left) > 1 else left[0])
    monkeypatch.setattr(clock, "time", reading)


def test_waiting_goes_on_where_the_monotonic_clock_is_turned_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An hour back is no time at all; what passes afterwards counts again."""
    turn(monkeypatch, 5000.0, 5001.0, 1401.0, 1403.0)
    system = SystemClock()
    assert [system.monotonic() for _ in range(3)] == [5001.0, 5001.0, 5003.0]


def test_a_loop_keeps_its_timers_where_the_clock_is_turned_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A timer of ten seconds is over after ten seconds, whatever the clock said between."""
    loop = SteadyLoop()
    turn(monkeypatch, loop.time())
    began = loop.time()
    turn(monkeypatch, 0.0, 10.0)
    assert [loop.time() - began for _ in range(2)] == [0.0, 10.0]
    loop.close()


def test_instants_are_aware() -> None:
    """Nothing in the program ever compares a naive instant."""
    assert SystemClock().now().tzinfo is UTC
