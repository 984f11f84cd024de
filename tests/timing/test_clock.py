"""The clocks: the computer's own, and one that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

from bot.timing.clock import SystemClock, VirtualClock
from tests.cast import FRIDAY_AFTERNOON


def test_the_computers_instants_are_aware_utc() -> None:
    """Nothing else is ever kept."""
    assert SystemClock().now().tzinfo is UTC


def test_the_computers_waiting_clock_only_goes_forward() -> None:
    """Whatever happens to the clock on the wall."""
    clock = SystemClock()
    readings = [clock.monotonic() for _ in range(1_000)]
    assert readings == sorted(readings)


def test_a_virtual_clock_stands_still() -> None:
    """Two readings are one instant, in UTC."""
    clock = VirtualClock(FRIDAY_AFTERNOON)
    assert clock.now() == clock.now() == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


async def test_waiting_moves_only_the_side_that_waits() -> None:
    """The wall clock of a story is moved by the story alone."""
    clock = VirtualClock(FRIDAY_AFTERNOON)
    await clock.sleep(3)
    await clock.sleep(-1)
    assert (clock.now(), clock.monotonic()) == (FRIDAY_AFTERNOON, 3.0)


def test_moving_on_moves_both_sides() -> None:
    """An hour is an hour for who waits, too."""
    clock = VirtualClock(FRIDAY_AFTERNOON)
    clock.move_to(FRIDAY_AFTERNOON + timedelta(hours=1))
    assert clock.monotonic() == 3_600.0


def test_moving_back_is_for_the_wall_clock_only() -> None:
    """As on a computer whose clock is set right."""
    clock = VirtualClock(FRIDAY_AFTERNOON)
    clock.move_to(FRIDAY_AFTERNOON - timedelta(hours=1))
    assert clock.now() == FRIDAY_AFTERNOON - timedelta(hours=1)
    assert clock.monotonic() == 0.0
