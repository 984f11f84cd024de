"""`./run bench replicas --rounds N`: two processes on one PostgreSQL, and all between them fails.

`./run telegram` runs twice, by polling and by webhook in turn, while an owner and four clients use
it. The database is restarted under them, their network to it cut, half-open or slow, each of them
killed in the middle of a message; one's clock is five minutes ahead. At the end of each world
everybody must be answered, and what came twice must be in doubt in the books.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot import leaflets
from tests.benchmarks import figure_table, kill_people, replica_world
from tests.benchmarks.kill_ledger import Trouble, none_of
from tests.benchmarks.kill_world import came_twice
from tests.benchmarks.replica_world import Hit, ReplicaWorld
from tests.processes import moved_clock
from tests.processes.program import PATIENCE_SECONDS
from tests.shipped_library import CONTENT

HITS_A_WORLD = 14
BETWEEN_SECONDS = (0.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one world came to; `troubles` is empty where nothing was lost."""

    hits: Counter[Hit]
    acts: int
    sends: int
    doubts: int
    unwritten: int
    twice: int
    troubles: list[tuple[Trouble, str]]

    def line(self) -> str:
        """Return all counts in one line."""
        return (
            f"{self.hits.total()} hits, {self.acts} acts, {self.sends} messages;"
            f" lost: {len(self.troubles)}, in doubt: {self.doubts},"
            f" taken and not written down: {self.unwritten}, came twice: {self.twice}"
        )


def run(arguments: Sequence[str]) -> int:
    """Print the table; 1 where anything was lost, 2 where the clock cannot be moved here."""
    parser = argparse.ArgumentParser(prog="./run bench replicas", description=__doc__)
    parser.add_argument("--rounds", type=int, default=28, help="how many hits in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    asked = parser.parse_args(arguments)
    library = moved_clock.library()
    if library is None:
        print(moved_clock.MISSING)
        return 2
    # A request that breaks off in the middle is what this is about.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    leaflets.read(CONTENT).load_matchers()
    done: list[Result] = []
    while (left := asked.rounds - sum(each.hits.total() for each in done)) > 0:
        seed = asked.seed + len(done)
        hits = _hits(Random(seed), min(left, HITS_A_WORLD))
        result = asyncio.run(one_world(library, seed, hits, by_webhook=seed % 2 == 0))
        done.append(result)
        print(f"world {seed}: {result.line()}", flush=True)
        for trouble, what in result.troubles:
            print(f"  {trouble}: {what}", flush=True)
        if not result.hits:
            break
    return _print_table(done)


def _hits(chance: Random, count: int) -> list[Hit]:
    """Return each kind as often as any other, in an order of chance."""
    rounds = [chance.sample(list(Hit), len(Hit)) for _ in range(math.ceil(count / len(Hit)))]
    return [each for one in rounds for each in one][:count]


async def one_world(library: str, seed: int, hits: Sequence[Hit], *, by_webhook: bool) -> Result:
    """Let one world live through these hits, and tell what came of it."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        building = replica_world.built(Path(folder), library, chance, by_webhook=by_webhook)
        async with building as world:
            try:
                await _live_through(world, hits)
            except (AssertionError, TimeoutError) as stuck:
                world.ledger.note(Trouble.UNANSWERED, f"{stuck}\n{world.street.told()}")
            return _result(world)


async def _live_through(world: ReplicaWorld, hits: Sequence[Hit]) -> None:
    """Let people act beside the hits; then let all come to rest."""
    has_begun, is_over, is_read = asyncio.Event(), asyncio.Event(), asyncio.Event()
    await world.open()
    for user_id in kill_people.EARLY:
        await kill_people.enrol(world.street, user_id)
    own = Random(world.chance.random())
    acts = kill_people.WorriedOnce().act
    reading = asyncio.create_task(world.read_until(is_read))
    living = asyncio.create_task(kill_people.live(world.street, own, has_begun, is_over, acts))
    # Nobody is expected to be served within so many seconds while everything fails.
    world.street.patience_seconds = math.inf
    try:
        for each in hits:
            await world.system.sleep(world.chance.uniform(*BETWEEN_SECONDS))
            await world.hit(each)
        is_over.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await living
    except* AssertionError as several:
        raise several.exceptions[0] from None
    finally:
        living.cancel()
        is_read.set()
        await reading
    await world.come_to_rest()


def _result(world: ReplicaWorld) -> Result:
    ledger = world.ledger
    return Result(
        hits=world.hits,
        acts=len(ledger.acts),
        sends=len(ledger.taken),
        doubts=sum(count for _, count in ledger.doubts.values()),
        unwritten=len(ledger.cut_off),
        twice=came_twice(world.world, ledger),
        troubles=ledger.troubles,
    )


def _print_table(done: Sequence[Result]) -> int:
    def total(count: Callable[[Result], int]) -> int:
        return sum(map(count, done))

    hits, doubts = total(lambda each: each.hits.total()), total(lambda each: each.doubts)
    acts, sends = total(lambda each: each.acts), total(lambda each: each.sends)
    twice, unwritten = total(lambda each: each.twice), total(lambda each: each.unwritten)
    troubles = [trouble for each in done for trouble in each.troubles]
    kinds = sum((each.hits for each in done), Counter[Hit]())
    counted = figure_table.counted
    rows = [
        *(counted(kind, kinds[kind], kinds[kind]) for kind in Hit),
        counted("messages that Telegram took", sends, sends),
        counted("doubts in the books", doubts, sends),
        *none_of(troubles, acts),
        counted(
            "taken and not written down",
            unwritten,
            sends,
            limit=f"<= {doubts}",
            is_met=unwritten <= doubts,
        ),
        counted(
            "messages that came twice",
            twice,
            hits,
            limit=f"<= {unwritten}",
            is_met=twice <= unwritten,
        ),
    ]
    return figure_table.show("Two processes on one database, and all between them fails", rows)
