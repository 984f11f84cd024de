"""`./run bench backlog [--rounds N]`: killed while thousands of updates wait, as after an outage.

Each update is one person's question. The bot is killed N times, then left alone until nobody is
answered any more; the same is done to a bare python-telegram-bot bot, which confirms what it has
not handled yet.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.timing.clock import SystemClock
from tests.benchmarks import figure_table
from tests.benchmarks.figure_table import Row
from tests.processes.program import Program
from tests.processes.small_server import TOKEN, SmallServer
from tests.processes.street import settings_for

FIRST_PERSON = 1_000
OURS = ("bot", "telegram")
PEER = ("tests.benchmarks.echo_bot",)
ALIVE_SECONDS = 2.0
QUIET_SECONDS = 5.0
BATCH = 100
POLL_SECONDS = 0.2


class BusyServer(SmallServer):
    """The small server, with batches as large as asked for, and polls that wait a moment."""

    def __init__(self, people: int) -> None:
        super().__init__()
        self.polls = 0
        self._clock = SystemClock()
        for person in range(FIRST_PERSON, FIRST_PERSON + people):
            self.says(person, "/help")

    def _result(self, method: str, given: dict[str, Any]) -> Any:
        found = super()._result(method, given)
        if method != "getUpdates":
            return found
        self.polls += 1
        return found[: int(given.get("limit", BATCH))]

    async def wait_a_moment(self, method: str) -> None:
        """Hold a poll back while there is nothing to read, as Telegram does."""
        if method == "getUpdates" and not self.updates:
            await self._clock.sleep(POLL_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: people without an answer, and people with more than one."""

    kills: int
    lost: int
    twice: int


def run(arguments: Sequence[str]) -> int:
    """Print the table; 1 where the bot lost an update, or answered more than one twice a kill."""
    parser = argparse.ArgumentParser(prog="./run bench backlog", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="how often each is killed at most")
    parser.add_argument("--people", type=int, default=4_000, help="how many updates wait")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    # A request that breaks off in the middle is what this is about.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    peer = asyncio.run(outcome(PEER, asked.people, asked.rounds, Random(asked.seed)))
    ours = asyncio.run(outcome(OURS, asked.people, asked.rounds, Random(asked.seed)))
    return figure_table.show(
        f"Killed under a backlog of {asked.people:,} updates", _rows(ours, peer, asked.people)
    )


def _rows(ours: Outcome, peer: Outcome, people: int) -> list[Row]:
    share = peer.lost / people
    return [
        Row(
            figure="lost",
            measured=f"{ours.lost}",
            limit="0",
            count=people,
            is_met=ours.lost == 0,
            must_hold=True,
        ),
        Row(
            figure="answered twice",
            measured=f"{ours.twice}",
            limit=f"<= {ours.kills}",
            count=ours.kills,
            is_met=ours.twice <= ours.kills,
            must_hold=True,
        ),
        Row(
            figure="lost by bare python-telegram-bot",
            measured=f"{peer.lost} ({share:.0%}), kills {peer.kills}",
            limit="",
            count=people,
            is_met=None,
        ),
        Row(
            figure="answered twice by it",
            measured=f"{peer.twice}",
            limit="",
            count=peer.kills,
            is_met=None,
        ),
    ]


async def outcome(module: Sequence[str], people: int, kills: int, chance: Random) -> Outcome:
    """Kill a bot so often while people wait; then let it finish, and count."""
    server = BusyServer(people)
    server.odd = server.wait_a_moment  # type: ignore[assignment]
    await server.open()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(server.url, TOKEN, Path(folder)) | {"LOG_LEVEL": "WARNING"}
        try:
            done = await _killed(module, settings, server, kills, chance)
            await _finish(module, settings, server)
        finally:
            await server.close()
    answers = Counter(each["chat"] for each in server.sent if each["chat"] >= FIRST_PERSON)
    twice = sum(count > 1 for count in answers.values())
    return Outcome(kills=done, lost=people - len(answers), twice=twice)


async def _killed(
    module: Sequence[str],
    settings: Mapping[str, str],
    server: BusyServer,
    kills: int,
    chance: Random,
) -> int:
    """Start and kill it, soon after it first asked for updates; stop when all are confirmed."""
    clock = SystemClock()
    for number in range(kills):
        before = server.polls
        program = await Program.start(settings, module=module)
        while server.polls == before and program.process.returncode is None:
            await clock.sleep(0.05)
        await clock.sleep(chance.uniform(0.0, ALIVE_SECONDS))
        await program.kill()
        if not server.updates and module is PEER:
            return number + 1
    return kills


async def _finish(module: Sequence[str], settings: Mapping[str, str], server: BusyServer) -> None:
    """Let it run until nobody has been answered for a while."""
    clock, program, answered = SystemClock(), await Program.start(settings, module=module), -1
    polls = server.polls
    while server.polls == polls or server.updates or len(server.sent) > answered:
        answered = len(server.sent)
        await clock.sleep(QUIET_SECONDS)
    await program.kill()
