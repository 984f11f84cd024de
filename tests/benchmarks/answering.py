"""What an answer to a check-in costs, beside a bare echo bot on the same server.

Both bots get the same taps. The peer sends a tap's data back. Ours notes the answer on the disk,
answers the tap, and changes the message; with its limit lifted, as it could otherwise only be as
fast as Telegram lets a bot be.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path
from statistics import median
from typing import Any

from bot.timing.clock import SystemClock, SteadyLoop
from tests.benchmarks import open_check_ins
from tests.benchmarks.bot_process import ECHO, OURS, BotProcess
from tests.benchmarks.open_check_ins import Crowd
from tests.benchmarks.tap_server import TOKEN, TapServer
from tests.processes.street import settings_for

CPU_MOST = 1.35
RATE_LEAST = 0.8
CLIENTS = 1_000
ROUNDS = 5
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Run:
    """One bot's run: updates it took, those it answered, in what time and at what cost."""

    taken: int
    answered: int
    seconds: float
    cpu_seconds: float

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the processor for one answer."""
        return self.cpu_seconds * 1_000 / self.answered

    @property
    def rate(self) -> float:
        """Updates answered a second."""
        return self.answered / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many clients tap how often, and for how long at most it is measured."""

    clients: int
    taps: int
    seconds: float = PATIENCE_SECONDS


def run(arguments: list[str]) -> int:
    """Measure and print; return 1 when an answer was lost or a figure is not reached."""
    parser = argparse.ArgumentParser(prog="./run bench answering", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs of runs for the CPU")
    parser.add_argument("--seconds", type=int, default=60, help="how long the rate is kept up")
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=SteadyLoop) as runner:
        return runner.run(_measure(chosen))


async def _measure(chosen: argparse.Namespace) -> int:
    fixed = Load(clients=chosen.clients, taps=chosen.clients * 3)
    pairs = [await pair(fixed) for _ in range(chosen.rounds)]
    print(pairs)
    return 0


async def pair(load: Load) -> tuple[Run, Run]:
    """Let the echo bot and ours answer the same taps, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crowd = await open_check_ins.make(folder / "data", load.clients, SystemClock().now())
        echo = await _run(ECHO, {}, crowd, load, folder)
        ours = await _run((OURS, "without-limit"), {}, crowd, load, folder)
        return echo, ours


async def _run(
    words: Sequence[str], more: dict[str, str], crowd: Crowd, load: Load, folder: Path
) -> Run:
    server = TapServer()
    await server.open()
    settings = {**settings_for(server.url, TOKEN, folder), "LOG_LEVEL": "WARNING", **more}
    bot = await BotProcess.start(words, settings, folder / "log")
    try:
        await server.until(lambda: server.first_polled_at is not None, seconds=PATIENCE_SECONDS)
        await bot.calm()
        return await _answered(server, bot, crowd, load)
    finally:
        await bot.stop()
        await server.close()


async def _answered(server: TapServer, bot: BotProcess, crowd: Crowd, load: Load) -> Run:
    taps: list[dict[str, Any]] = list(islice(chain.from_iterable(map(crowd.taps, repeat(2))), load.taps))
    clock, before = SystemClock(), len(server.answered_at)
    started_at, cpu = clock.monotonic(), bot.cpu_seconds()
    server.serve(taps)
    await server.until(lambda: server.counts["answerCallbackQuery"] + len(server.answered_at) - before >= load.taps * 1.8, seconds=load.seconds)
    import asyncio as a
    await a.sleep(1)
    print(server.counts)
    answered = len(server.answered_at) - before
    seconds = clock.monotonic() - started_at
    return Run(server.taken, answered, seconds, bot.cpu_seconds() - cpu)
