"""`./run bench scale`: what 100, 10,000 and 1,000,000 clients in PostgreSQL cost, side by side.

The rows are made of real client files and loaded by COPY, each size into a database of its own on
one server (TEST_DATABASE_URL, else one that is started for this). The sizes are measured in turns.
Then 10,000 messages fall due at one minute, and two processes send them while people ask.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median

from bot.core.outbox import FileId
from bot.timing.clock import SystemClock
from tests import database_server
from tests.benchmarks import figure_table, many_clients, many_rows, shared_push, sized_ticks
from tests.benchmarks.figure_table import Row
from tests.benchmarks.sized_bot import SizedBot
from tests.benchmarks.sized_ticks import Ticks

SIZES = (100, 10_000, 1_000_000)
# Nothing of the courses falls due before that.
CALM = timedelta(hours=4)
GROWTH_MOST = 1.5
PARTS = ("costs", "push")


@dataclass(slots=True)
class Costs:
    """What one size takes: a number a round, in seconds or, of memory, in megabytes."""

    idle_tick: list[float] = field(default_factory=list)
    due_tick: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    update: list[float] = field(default_factory=list)
    # Of all updates together, as a clock of the system's is too coarse for one.
    update_cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """How often each is measured, and how many messages are due where some are."""

    idle: int = 200
    due: int = 10
    at_once: int = 100
    starts: int = 5
    updates: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """One size: where its clients lie, and who they are."""

    address: str
    ids: Sequence[FileId]
    folder: Path
    costs: Costs = field(default_factory=Costs)


def run(arguments: list[str]) -> int:
    """Print the tables; 1 where a message or an answer was lost, or came twice."""
    parser = argparse.ArgumentParser(prog="./run bench scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--part", choices=PARTS, action="append")
    chosen = parser.parse_args(arguments)
    parts, status = chosen.part or PARTS, 0
    with database_server.served() as server, tempfile.TemporaryDirectory() as name:
        if "costs" in parts:
            costs = measured(server, Path(name), chosen.sizes, Rounds())
            title = f"scale, {' / '.join(f'{size:,}' for size in chosen.sizes)} clients"
            status |= figure_table.show(title, rows_of(costs, Rounds()))
        if "push" in parts:
            went = shared_push.measured(server, Path(name), chosen.reminders)
            title = f"scale, a push by {shared_push.REPLICAS} processes on one database"
            status |= figure_table.show(title, shared_push.rows_of(went))
    return status


def measured(server: str, folder: Path, sizes: Sequence[int], rounds: Rounds) -> list[Costs]:
    """Return the costs of each size."""
    courses = asyncio.run(many_clients.played(SystemClock().now() + CALM))
    with ExitStack() as stack:
        clinics = []
        for size in sizes:
            address = stack.enter_context(many_rows.database(server, f"scale_{size}"))
            ids = many_rows.load(address, courses.of, size)
            clinics.append(Clinic(address=address, ids=ids, folder=folder / f"{size}"))
        asyncio.run(compared(clinics, rounds))
    return [each.costs for each in clinics]


async def compared(clinics: Sequence[Clinic], rounds: Rounds) -> None:
    """Measure all sizes in turns, so that what else the machine does meets each of them."""
    async with AsyncExitStack() as stack:
        for each in clinics:
            each.folder.mkdir()
        ticks = [
            await stack.enter_async_context(
                sized_ticks.ticking(each.address, each.ids, each.folder / "data")
            )
            for each in clinics
        ]
        await _tick(clinics, ticks, rounds)
    async with AsyncExitStack() as stack:
        bots = []
        for each in clinics:
            bot = await SizedBot.beside(each.address, len(each.ids), each.folder)
            stack.push_async_callback(bot.close)
            bots.append(bot)
        await _serve(clinics, bots, rounds)


async def _tick(clinics: Sequence[Clinic], ticks: Sequence[Ticks], rounds: Rounds) -> None:
    for _ in range(rounds.idle):
        for clinic, bot in zip(clinics, ticks, strict=True):
            clinic.costs.idle_tick.append(await bot.seconds(0))
    for _ in range(rounds.due):
        for clinic, bot in zip(clinics, ticks, strict=True):
            clinic.costs.due_tick.append(await bot.seconds(rounds.at_once))


async def _serve(clinics: Sequence[Clinic], bots: Sequence[SizedBot], rounds: Rounds) -> None:
    for _ in range(rounds.starts):
        for clinic, bot in zip(clinics, bots, strict=True):
            clinic.costs.start.append((await bot.start()).seconds)
    before = [bot.cpu_seconds() for bot in bots]
    for _ in range(rounds.updates):
        for clinic, bot in zip(clinics, bots, strict=True):
            clinic.costs.update.append(await bot.update())
    for clinic, bot, earlier in zip(clinics, bots, before, strict=True):
        clinic.costs.update_cpu.append((bot.cpu_seconds() - earlier) / rounds.updates)
        clinic.costs.memory.append(bot.most_megabytes())


def rows_of(costs: Sequence[Costs], rounds: Rounds) -> list[Row]:
    """Return a line for each cost: its median at each size, and how it grows."""

    def row(
        figure: str, unit: str, factor: float, of: Callable[[Costs], list[float]], count: int = 0
    ) -> Row:
        medians = [median(of(each)) * factor for each in costs]
        growth = medians[-1] / medians[0]
        told = " / ".join(f"{each:.3g}" for each in medians)
        return Row(
            figure=figure,
            measured=f"{told} {unit}: {growth:.2f}x",
            limit=f"<= {GROWTH_MOST}x",
            count=count or len(of(costs[0])),
            is_met=growth <= GROWTH_MOST,
        )

    return [
        row("an update, until its answer is there", "ms", 1000, lambda each: each.update),
        row(
            "the bot's processor time of an update",
            *("ms", 1000, lambda each: each.update_cpu, rounds.updates),
        ),
        row("a due tick, nothing due", "ms", 1000, lambda each: each.idle_tick),
        row(f"a due tick, {rounds.at_once} due", "ms", 1000, lambda each: each.due_tick),
        row("memory, the most held", "MB", 1, lambda each: each.memory),
        row("start to the first answer", "s", 1, lambda each: each.start),
    ]
