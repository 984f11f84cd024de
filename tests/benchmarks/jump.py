"""`./run bench jump`: a 28-day course, enrolled by hand, then jumped through in the simulator."""

import argparse
import asyncio
import time
from datetime import datetime, timedelta
from statistics import median

from bot.commands import simulate
from bot.core.outbox import RowState
from bot.simulator.page_view import CAST, CLINIC, Show
from bot.simulator.player import Player
from tests.benchmarks import figure_table
from tests.benchmarks.figure_table import Row
from tests.cast import BERLIN, LIBRARY, clinic_facts

DAYS = 28
JUMP_SECONDS = 1.0
FRIDAY = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
ENROLLING = ("Needling only", "Face", "Just now", "K-")


def run(arguments: list[str]) -> int:
    """Print the table; 1 where a step of the course was neither sent nor skipped for a reason."""
    parser = argparse.ArgumentParser(prog="./run bench jump", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)
    found = [asyncio.run(jumped()) for _ in range(options.runs)]
    seconds, left = median(each for each, _ in found), max(left for _, left in found)
    rows = [
        Row(
            figure=f"a course of {DAYS} days, jumped",
            measured=f"{seconds:.2f} s",
            limit="<= 1 s",
            count=options.runs,
            is_met=seconds <= JUMP_SECONDS,
        ),
        Row(
            figure="steps left open",
            measured=f"{left}",
            limit="0",
            count=options.runs,
            is_met=not left,
            must_hold=True,
        ),
    ]
    return figure_table.show("simulator", rows)


async def jumped() -> tuple[float, int]:
    """Return the seconds that the jump took, and how many steps up to its end stayed open."""
    show = await simulate.build_show(LIBRARY, clinic_facts(), FRIDAY)
    ann = CAST[0].id
    await _enrol(show, ann)
    until = FRIDAY + timedelta(days=DAYS)
    began = time.perf_counter()
    await _player(show).jump_to(until)
    seconds = time.perf_counter() - began
    course = await show.timeline(ann)
    assert any(each["state"] == RowState.SENT for each in course)
    return seconds, sum(each["state"] == "planned" and each["at"] <= until for each in course)


async def _enrol(show: Show, ann: int) -> None:
    """Let the clinic enrol Ann, who opens the link and agrees."""
    player = _player(show)
    await player.act(lambda: show.world.start_link(CLINIC.id))
    await player.act(lambda: show.world.send_text(CLINIC.id, "/enrol"))
    for label in ENROLLING:
        await _tap(show, CLINIC.id, label)
    words = " ".join(each.words for each in show.world.chat(CLINIC.id)).split()
    link = next(word for word in reversed(words) if word.startswith("https://t.me/"))
    await player.act(lambda: show.world.start_link(ann, link))
    await _tap(show, ann, "I agree")


async def _tap(show: Show, user: int, label: str) -> None:
    shown = [
        (message.id, button.label)
        for message in show.world.chat(user)
        for button in message.buttons
        if button.label.startswith(label)
    ]
    await _player(show).act(lambda: show.world.tap(user, *shown[-1]))


def _player(show: Show) -> Player:
    if show.player is None:
        raise RuntimeError("this world has no clock to move")
    return show.player
