"""A server that is silent, half-open or gone for minutes: when is the bot polling again?

Three bots, each with a server of its own in another kind of trouble, all at the same time. Silent:
it takes requests and answers none. Half-open: the lines stand, and nobody reads from them any more.
Gone: nobody listens.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.timing.clock import SteadyLoop, SystemClock
from tests.benchmarks import figure_table
from tests.benchmarks.bot_process import OURS, BotProcess
from tests.benchmarks.figure_table import Row
from tests.benchmarks.tap_server import TOKEN, TapServer
from tests.processes.street import settings_for

MINUTES = 10.0
BACK_SECONDS_MOST = 90.0
PATIENCE_SECONDS = 300.0
WARNING = "polling failed"
KINDS = ("silent", "half-open", "gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How one trouble ended: seconds until a poll was answered again, and the warnings by then."""

    kind: str
    back_seconds: float
    warnings: int


def run(arguments: list[str]) -> int:
    """Measure and print; return 1 when a bot comes back too late or says nothing."""
    parser = argparse.ArgumentParser(prog="./run bench silence", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=SteadyLoop) as runner, tempfile.TemporaryDirectory() as name:
        found = runner.run(all_kinds(Path(name), chosen.minutes * 60))
    return figure_table.show(f"Silence of {chosen.minutes:g} minutes", [_row(one) for one in found])


async def all_kinds(folder: Path, seconds: float) -> Sequence[Silence]:
    """Go through all kinds of trouble at the same time."""
    await asyncio.to_thread(lambda: [(folder / kind).mkdir() for kind in KINDS])
    return await asyncio.gather(*(through(folder / kind, kind, seconds) for kind in KINDS))


async def through(folder: Path, kind: str, seconds: float) -> Silence:
    """Let one bot live through one trouble of so many seconds."""
    server, log, clock = TapServer(), folder / "log", SystemClock()
    await server.open()
    settings = settings_for(server.url, TOKEN, folder) | {"LOG_LEVEL": "WARNING"}
    bot = await BotProcess.start((OURS, "without-model"), settings, log)
    try:
        await server.until(lambda: server.counts["getUpdates"], seconds=PATIENCE_SECONDS)
        await _trouble(server, kind, seconds)
        polls, back_at = server.counts["getUpdates"], clock.monotonic()
        if not await server.until(
            lambda: server.counts["getUpdates"] > polls, seconds=PATIENCE_SECONDS
        ):
            raise RuntimeError(f"{kind}: not polling again")
        warnings = log.read_text(encoding="utf-8").count(WARNING)
        return Silence(kind=kind, back_seconds=clock.monotonic() - back_at, warnings=warnings)
    finally:
        await bot.stop()
        await server.close()


async def _trouble(server: TapServer, kind: str, seconds: float) -> None:
    clock = SystemClock()
    if kind == "silent":
        server.say_nothing()
        await clock.sleep(seconds)
        server.speak_again()
        return
    port = urlsplit(server.url).port or 0
    await server.close()
    deaf = await _deaf(port) if kind == "half-open" else None
    await clock.sleep(seconds)
    if deaf is not None:
        deaf.close()
    await server.open(port)


class _Deaf(asyncio.Protocol):
    """Takes a line and reads nothing from it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Leave what comes where it is."""
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()


async def _deaf(port: int) -> asyncio.Server:
    """Stand in the server's place: take every line and read nothing from it."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(_Deaf, "127.0.0.1", port, reuse_address=True)


def _row(one: Silence) -> Row:
    seconds = f"{one.back_seconds:.0f} s"
    return Row(
        figure=f"{one.kind}: polling again after",
        measured=f"{seconds}, {one.warnings} warnings before",
        limit=f"{BACK_SECONDS_MOST:.0f} s, a warning by then",
        count=1,
        is_met=one.back_seconds <= BACK_SECONDS_MOST and one.warnings > 0,
        must_hold=True,
    )
