"""How long a start takes until the first poll, and what an idle bot holds in memory.

Ours has its clients in the folder and goes without its question model, which is learnt beside the
work; the peer is a bare echo bot on the same server.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.timing.clock import SteadyLoop, SystemClock
from tests.benchmarks import figure_table, open_check_ins
from tests.benchmarks.bot_process import ECHO, OURS, BotProcess
from tests.benchmarks.figure_table import Row
from tests.benchmarks.tap_server import TOKEN, TapServer
from tests.processes.street import settings_for

TIMES_MOST = 1.5
CLIENTS = 1_000
ROUNDS = 7
PATIENCE_SECONDS = 120.0
MINE = (OURS, "without-model")
CHARTS = ("matplotlib", "PIL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: seconds to the first poll, megabytes when idle, chart libraries in memory."""

    seconds: float
    megabytes: float
    charts: tuple[str, ...]


def run(arguments: list[str]) -> int:
    """Measure and print; return 1 when a chart library is loaded by a start."""
    parser = argparse.ArgumentParser(prog="./run bench start", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="starts of each bot")
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=SteadyLoop) as runner, tempfile.TemporaryDirectory() as name:
        pairs = runner.run(measured(Path(name), chosen.clients, chosen.rounds))
    title = f"Starts: {chosen.rounds} of each bot, {chosen.clients} clients"
    return figure_table.show(title, rows(pairs))


async def measured(
    folder: Path, clients: int, rounds: int, *, uncounted: int = 1
) -> list[tuple[Start, Start]]:
    """Start the peer and ours in turn, after some starts of each that are not counted.

    The first start reads from the disk what the others find in memory: who asks for no seconds
    needs no `uncounted`.
    """
    await open_check_ins.make(folder / "data", clients, SystemClock().now())
    starts = range(uncounted + rounds)
    pairs = [(await _start(folder, ECHO), await _start(folder, MINE)) for _ in starts]
    return pairs[uncounted:]


async def _start(folder: Path, words: tuple[str, ...]) -> Start:
    server, clock = TapServer(), SystemClock()
    await server.open()
    settings = settings_for(server.url, TOKEN, folder) | {"LOG_LEVEL": "WARNING"}
    before = clock.monotonic()
    process = await BotProcess.start(words, settings, folder / "log")
    try:
        await server.until(lambda: server.first_polled_at, seconds=PATIENCE_SECONDS)
        polled_at = server.first_polled_at
        assert polled_at is not None, "the bot never asked for updates"
        await process.calm()
        return Start(
            seconds=polled_at - before,
            megabytes=process.memory_bytes() / 1e6,
            charts=tuple(name for name in CHARTS if process.has_loaded(name)),
        )
    finally:
        await process.stop()
        await server.close()


def rows(pairs: list[tuple[Start, Start]]) -> list[Row]:
    """Return the figures of these pairs of starts."""
    charts = sorted({name for _, mine in pairs for name in mine.charts})
    return [
        _ratio("start to the first poll", "s", [(a.seconds, b.seconds) for a, b in pairs]),
        _ratio("idle memory", "MB", [(a.megabytes, b.megabytes) for a, b in pairs]),
        Row(
            figure="chart libraries loaded by a start",
            measured=", ".join(charts) or "none",
            limit="none",
            count=len(pairs),
            is_met=not charts,
            must_hold=True,
        ),
    ]


def _ratio(figure: str, unit: str, pairs: list[tuple[float, float]]) -> Row:
    peer, mine = (median(each) for each in zip(*pairs, strict=True))
    ratio = median(mine / peer for peer, mine in pairs)
    return Row(
        figure=figure,
        measured=f"{mine:.2f} {unit}, the peer {peer:.2f} {unit}: {ratio:.2f}x",
        limit=f"at most {TIMES_MOST}x",
        count=len(pairs),
        is_met=ratio <= TIMES_MOST,
    )
