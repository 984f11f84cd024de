"""A small part of the benchmarks of a bot in a process of its own; no time is asserted."""

import asyncio
from pathlib import Path

from tests.benchmarks import answering, silence, start


async def test_what_is_tapped_is_answered_and_kept(tmp_path: Path) -> None:
    """By the bot and by its peer, over the same server; each file says what was tapped."""
    clinic = await answering.Clinic.open(tmp_path, 20)
    peer, mine = await clinic.pair(taps=40)
    assert (peer.answered, mine.answered) == (40, 40)
    assert mine.edits >= 20
    assert await clinic.unkept() == 0


async def test_what_is_not_tapped_counts_as_lost(tmp_path: Path) -> None:
    """Or the count above could not fail."""
    clinic = await answering.Clinic.open(tmp_path, 3)
    await clinic.pair(taps=3)
    clinic.expect(taps=4)
    assert await clinic.unkept() == 1


async def test_a_start_loads_no_chart_library(tmp_path: Path) -> None:
    """They take as long as all else together, and are for the first picture."""
    ((_, mine),) = await start.measured(tmp_path, 5, 1, uncounted=0)
    assert mine.charts == ()


async def test_after_a_silence_of_any_kind_the_bot_polls_again(tmp_path: Path) -> None:
    """And has said so in its log by then."""
    found = await asyncio.wait_for(silence.all_kinds(tmp_path, 32.0), 300)
    assert [one.kind for one in found] == list(silence.KINDS)
    assert all(one.warnings > 0 for one in found)
