"""`./run bench kill --rounds N [--resume FILE]`: the process is killed, and nothing may be lost.

`./run telegram` serves an owner and four clients over real HTTP until it is killed at a random
moment, again and again, 25 times a world. After each kill the disk must hold all that Telegram was
told is done; at the end of each world everything that is due must be done, once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from bot import leaflets
from bot.core.outbox import RowState
from tests.benchmarks import figure_table, kill_people
from tests.benchmarks.kill_ledger import Trouble, none_of
from tests.benchmarks.kill_world import ANSWER_SECONDS, KilledWorld
from tests.processes import moved_clock
from tests.processes.program import PATIENCE_SECONDS
from tests.shipped_library import CONTENT

ROUNDS_A_WORLD = 25
# Telegram takes 30 messages a second and needs so long for each.
MOST = math.ceil(30 * ANSWER_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one world came to; `troubles` is empty where nothing was lost."""

    seed: int
    kills: int
    while_starting: int
    acts: int
    kept: int
    sends: int
    steps: int
    let_go: int
    in_flight: int
    in_flight_most: int
    twice: int
    troubles: list[tuple[Trouble, str]]


def run(arguments: Sequence[str]) -> int:
    """Print the table; 1 where anything was lost, 2 where the clock cannot be moved here."""
    asked = _asked(arguments)
    library = moved_clock.library()
    if library is None:
        print(moved_clock.MISSING)
        return 2
    # A request that breaks off in the middle is what this is about.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    leaflets.read(CONTENT).load_matchers()
    done = _results_in(asked.resume)
    while (left := asked.rounds - sum(each.kills for each in done)) > 0:
        seed = max((each.seed for each in done), default=asked.seed - 1) + 1
        result = asyncio.run(one_world(library, seed, min(left, ROUNDS_A_WORLD)))
        done.append(result)
        _keep(asked.resume, result)
        print(f"world {seed}: {result.kills} kills, {len(result.troubles)} troubles", flush=True)
        for trouble, what in result.troubles:
            print(f"  {trouble}: {what}", flush=True)
        if not result.kills:
            break
    return _print_table(done)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench kill", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="how many kills in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="go on after what it holds")
    return parser.parse_args(arguments)


def _results_in(path: Path | None) -> list[Result]:
    if path is None or not path.exists():
        return []
    return [Result(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _keep(path: Path | None, result: Result) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(result)) + "\n")


async def one_world(library: str, seed: int, kills: int) -> Result:
    """Let one world live through so many kills, and tell what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        killed = await KilledWorld.build(Path(folder), library, Random(seed))
        try:
            await _live_through(killed, kills)
        except (AssertionError, TimeoutError) as stuck:
            _note_stuck(killed, stuck)
        finally:
            await killed.street.close()
    return _result(killed, seed)


async def _live_through(killed: KilledWorld, kills: int) -> None:
    """Let people act and time pass beside the kills; then let all come to rest."""
    has_begun, is_over = asyncio.Event(), asyncio.Event()
    await killed.open()
    for user_id in kill_people.EARLY:
        await kill_people.enrol(killed.street, user_id)
    own = Random(killed.chance.random())
    living = asyncio.create_task(
        kill_people.live(killed.street, own, has_begun, is_over, kill_people.act)
    )
    passing = asyncio.create_task(killed.let_time_pass(has_begun))
    # Nobody is expected to be served within so many seconds while the bot dies again and again.
    killed.street.patience_seconds = math.inf
    try:
        await killed.die_often(kills)
        is_over.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await living
    except* AssertionError as several:
        raise several.exceptions[0] from None
    finally:
        passing.cancel()
        living.cancel()
    await killed.come_to_rest()


def _note_stuck(killed: KilledWorld, stuck: Exception) -> None:
    """Write down who waits for what, as far as the disk and the world tell."""
    ledger = killed.ledger
    ledger.read()
    last = {act.user_id: act for act in ledger.acts.values()}
    said = f"{stuck!r}; not read yet: {killed.world.waiting}; last: {list(last.values())}"
    said = f"{said}; without an answer: {ledger.unanswered()}"
    ledger.note(Trouble.UNANSWERED, f"{said}\n{killed.street.told()}")


def _result(killed: KilledWorld, seed: int) -> Result:
    ledger = killed.ledger
    steps = [row for row in ledger.rows.values() if row.step is not None]
    states = Counter(row.state for row in steps)
    return Result(
        seed=seed,
        kills=killed.kills,
        while_starting=killed.while_starting,
        acts=len(ledger.acts),
        kept=ledger.kept,
        sends=len(ledger.taken),
        steps=sum(states[each] for each in (RowState.SENT, RowState.DOUBTFUL)),
        let_go=states[RowState.DOUBTFUL],
        in_flight=sum(killed.in_flight),
        in_flight_most=max(killed.in_flight, default=0),
        twice=killed.came_twice(),
        troubles=ledger.troubles,
    )


def _print_table(done: Sequence[Result]) -> int:
    def total(count: Callable[[Result], int]) -> int:
        return sum(map(count, done))

    kills, in_flight = total(lambda each: each.kills), total(lambda each: each.in_flight)
    twice = total(lambda each: each.twice)
    most = max(each.in_flight_most for each in done)
    counts = {
        "of them while it started": total(lambda each: each.while_starting),
        "looks at an update that was confirmed": total(lambda each: each.kept),
        "messages that Telegram took": total(lambda each: each.sends),
        "steps of the plan that fell due": total(lambda each: each.steps),
        "of them let go in doubt, and recorded so": total(lambda each: each.let_go),
    }
    acts = total(lambda each: each.acts)
    troubles = [trouble for each in done for trouble in each.troubles]
    counted = figure_table.counted
    rows = [
        counted("kills", kills, kills),
        *(counted(name, count, count) for name, count in counts.items()),
        *none_of(troubles, acts),
        counted(
            "messages that came twice",
            twice,
            kills,
            limit=f"<= {in_flight}",
            is_met=twice <= in_flight,
        ),
        counted(
            "on their way at a kill, at most", most, kills, limit=f"<= {MOST}", is_met=most <= MOST
        ),
    ]
    return figure_table.show("The process killed, again and again", rows)
