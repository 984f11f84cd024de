"""The system clock moved from outside, as libfaketime does it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.timing.clock import SystemClock
from tests.processes.moved_clock import MovedClock
from tests.processes.street import Street

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 3, 28, 9, 0, tzinfo=BERLIN)
# The tick looks at least every 15 s; the rest is for a busy machine.
LATEST_SECONDS = 22.0


@pytest.fixture
def moved_clock(tmp_path: Path, faketime: str) -> MovedClock:
    """The clock of this test's bot."""
    return MovedClock(tmp_path / "clock", faketime)


async def enrol_ann(street: Street) -> None:
    """Enrol Ann after yesterday's session, and let her agree."""
    link = await street.clinic.enrols("Needling only", "Face", "Yesterday", ">15:00", "K-1")
    await street.ann.joins(link)


async def test_a_check_in_comes_on_the_minute_and_is_answered(
    street: Street, moved_clock: MovedClock
) -> None:
    """At nine the morning message asks, and what is tapped is kept and answered over HTTP."""
    moved_clock.set_to(MORNING - timedelta(seconds=40))
    await street.start_and_greet(**moved_clock.settings(moves_monotonic=False))
    await enrol_ann(street)
    before = SystemClock().now()
    moved_clock.set_to(MORNING - timedelta(seconds=3))
    await street.ann.taps("Better")
    assert SystemClock().now() - before < timedelta(seconds=LATEST_SECONDS)
    await street.ann.reads("How much does it hurt")
    assert await street.program.stop() == 0


@pytest.mark.parametrize("moves_monotonic", [False, True])
async def test_a_clock_set_forward_a_day_brings_the_next_morning(
    street: Street, moved_clock: MovedClock, *, moves_monotonic: bool
) -> None:
    """Nobody tells the bot; it looks at the wall clock at least every 15 s."""
    moved_clock.set_to(MORNING - timedelta(hours=21))
    await street.start_and_greet(**moved_clock.settings(moves_monotonic=moves_monotonic))
    await enrol_ann(street)
    moved_clock.set_to(MORNING + timedelta(days=1, minutes=1))
    await street.ann.reads("for today, Sunday 29 March", seconds=LATEST_SECONDS)
    assert await street.program.stop() == 0


@pytest.mark.parametrize("moves_monotonic", [False, True])
async def test_a_clock_set_back_an_hour_does_not_stop_the_ticking(
    street: Street, moved_clock: MovedClock, *, moves_monotonic: bool
) -> None:
    """What falls due on the new time arrives, and people are answered meanwhile."""
    moved_clock.set_to(MORNING + timedelta(minutes=30))
    await street.start_and_greet(**moved_clock.settings(moves_monotonic=moves_monotonic))
    await enrol_ann(street)
    moved_clock.set_to(MORNING - timedelta(minutes=30))
    street.ann.says("/help")
    await street.ann.reads("/settings", seconds=LATEST_SECONDS)
    moved_clock.set_to(MORNING + timedelta(days=1, minutes=1))
    await street.ann.reads("for today, Sunday 29 March", seconds=LATEST_SECONDS)
    assert await street.program.stop() == 0
