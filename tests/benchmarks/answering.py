"""What an answer to a check-in costs, beside a bare echo bot on the same server.

Both bots get the same taps. The peer sends a tap's data back. Ours notes the answer on the disk,
answers the tap, and changes the message; with its limit lifted, as it could otherwise only be as
fast as Telegram lets a bot be.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.timing.clock import SteadyLoop, SystemClock
from tests.benchmarks import figure_table, open_check_ins
from tests.benchmarks.bot_process import ECHO, OURS, BotProcess
from tests.benchmarks.figure_table import Row
from tests.benchmarks.open_check_ins import Crowd
from tests.benchmarks.tap_server import TOKEN, TapServer
from tests.processes.street import settings_for

CPU_MOST = 1.35
RATE_LEAST = 0.8
CLIENTS = 2_000
ROUNDS = 5
SECONDS = 60
PATIENCE_SECONDS = 600.0
QUIET_SECONDS = 1.0
NO_END = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One bot's run: updates answered, changes of a message shown, in what time, at what cost."""

    answered: int
    edits: int
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
class Bot:
    """How a bot is started, and the call with which it answers an update."""

    words: tuple[str, ...]
    answers_with: str


PEER = Bot(words=ECHO, answers_with="sendMessage")
MINE = Bot(words=(OURS, "without-limit", "without-model"), answers_with="answerCallbackQuery")


def run(arguments: list[str]) -> int:
    """Measure and print; return 1 when an answer was lost."""
    parser = argparse.ArgumentParser(prog="./run bench answering", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs of runs for the CPU")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long for the rate")
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=SteadyLoop) as runner, tempfile.TemporaryDirectory() as name:
        clinic = runner.run(Clinic.open(Path(name), chosen.clients))
        pairs = [runner.run(clinic.pair(taps=chosen.clients)) for _ in range(chosen.rounds)]
        sustained = runner.run(clinic.pair(seconds=chosen.seconds))
        unkept = runner.run(clinic.unkept())
    return figure_table.show(
        f"Answers: {chosen.rounds} x {chosen.clients} taps, then {chosen.seconds} s, each bot",
        [cpu_row(pairs), rate_row(sustained), lost_row(unkept, chosen.clients)],
    )


class Clinic:
    """A data folder with open check-ins, and how many taps have been answered there so far."""

    def __init__(self, folder: Path, crowd: Crowd) -> None:
        self._folder = folder
        self._crowd = crowd
        self._taps = 0

    @classmethod
    async def open(cls, folder: Path, clients: int) -> Clinic:
        """Make the folder."""
        crowd = await open_check_ins.make(folder / "data", clients, SystemClock().now())
        return cls(folder, crowd)

    async def pair(
        self, *, taps: int = NO_END, seconds: float = PATIENCE_SECONDS
    ) -> tuple[Run, Run]:
        """Let the peer and ours answer the same taps, one bot after the other."""
        end = self._taps + taps
        peer, _ = await self._run(PEER, end, seconds)
        mine, self._taps = await self._run(MINE, end, seconds)
        return peer, mine

    def expect(self, *, taps: int) -> None:
        """Have so many taps count as answered."""
        self._taps = taps

    async def unkept(self) -> int:
        """Count the clients whose taps do not all stand in their files."""
        return await self._crowd.unkept(self._folder / "data", self._taps)

    async def _run(self, bot: Bot, end: int, seconds: float) -> tuple[Run, int]:
        server = TapServer(self._taps)
        await server.open()
        settings = settings_for(server.url, TOKEN, self._folder) | {"LOG_LEVEL": "WARNING"}
        process = await BotProcess.start(bot.words, settings, self._folder / "log")
        try:
            await server.until(lambda: server.first_polled_at, seconds=PATIENCE_SECONDS)
            await process.calm()
            done = await self._answered(bot, server, process, end=end, seconds=seconds)
        finally:
            await process.stop()
            await server.close()
        return done, server.handed_out

    async def _answered(
        self, bot: Bot, server: TapServer, process: BotProcess, *, end: int, seconds: float
    ) -> Run:
        clock, counts, first = SystemClock(), server.counts, server.handed_out
        before, started_at, cpu_seconds = +counts, clock.monotonic(), process.cpu_seconds()

        def is_done() -> bool:
            answered = counts[bot.answers_with] - before[bot.answers_with]
            return answered >= server.handed_out - first

        server.serve(self._crowd.tap, end)
        await server.until(lambda: server.handed_out >= end and is_done(), seconds=seconds)
        server.serve_no_more()
        await _quiet(server, is_done, clock)
        return Run(
            answered=server.handed_out - first,
            edits=counts["editMessageText"] - before["editMessageText"],
            seconds=server.last_called_at - started_at,
            cpu_seconds=process.cpu_seconds() - cpu_seconds,
        )


async def _quiet(server: TapServer, is_done: Callable[[], bool], clock: SystemClock) -> None:
    """Wait until all is answered and nothing more comes."""
    if not await server.until(is_done, seconds=PATIENCE_SECONDS):
        raise RuntimeError(f"not all was answered: {server.counts}")
    while clock.monotonic() - server.last_called_at < QUIET_SECONDS:
        await clock.sleep(QUIET_SECONDS)


def cpu_row(pairs: list[tuple[Run, Run]]) -> Row:
    """Return the figure of what an answer costs the processor."""
    peer, mine = (median(run.cpu_ms for run in runs) for runs in zip(*pairs, strict=True))
    ratio = median(mine.cpu_ms / peer.cpu_ms for peer, mine in pairs)
    return Row(
        figure="CPU of a check-in answer",
        measured=f"{mine:.2f} ms, the peer {peer:.2f} ms: {ratio:.2f}x",
        limit=f"at most {CPU_MOST}x",
        count=sum(mine.answered for _, mine in pairs),
        is_met=ratio <= CPU_MOST,
    )


def rate_row(pair: tuple[Run, Run]) -> Row:
    """Return the figure of how many updates are answered a second."""
    peer, mine = pair
    return Row(
        figure="updates answered a second",
        measured=f"{mine.rate:.0f}, the peer {peer.rate:.0f}: {mine.rate / peer.rate:.2f}x",
        limit=f"at least {RATE_LEAST}x",
        count=mine.answered,
        is_met=mine.rate >= RATE_LEAST * peer.rate,
    )


def lost_row(unkept: int, clients: int) -> Row:
    """Return the figure of what did not reach the disk, or the client."""
    return Row(
        figure="clients with an answer lost",
        measured=str(unkept),
        limit="0",
        count=clients,
        is_met=unkept == 0,
        must_hold=True,
    )
