"""`./run bench world --seeds N --clients M --days D`: whole worlds, each from one seed.

In each a clinic and its clients live for weeks while calls, disk, clock and process fail; a model
written apart from the program checks it after every step. One world is one process; a failure
prints its seed, and `--from-seed S --seeds 1` plays it again exactly, with its last steps.
"""

import argparse
import logging
import multiprocessing
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.faults import marked
from tests.faults.worlds import Outcome, play

DAYS_OF_A_COURSE = 28
COURSES_A_MINUTE = 1000
TOLD_EVERY = 50


def run(arguments: Sequence[str]) -> int:
    """Play the worlds and print the tables; 1 where a promise was broken."""
    asked = _parser().parse_args(arguments)
    seeds = range(asked.from_seed, asked.from_seed + asked.seeds)
    began = time.perf_counter()
    outcomes = list(_told(_played(seeds, asked.clients, asked.days, asked.processes)))
    seconds = time.perf_counter() - began
    _print_counts("injected and survived", sum((each.troubles for each in outcomes), Counter()))
    _print_counts("checked by the model", sum((each.counts for each in outcomes), Counter()))
    courses = sum(each.courses for each in outcomes) * asked.days / DAYS_OF_A_COURSE
    _print_speed(courses, seconds, asked.processes)
    broken = [each for each in outcomes if each.broken]
    print(f"worlds: {len(outcomes)}, seeds {seeds.start} to {seeds.stop - 1};", end=" ")
    print(f"promises broken: {len(broken)}" + (" (must be 0)" if broken else ", as must be"))
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench world", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many worlds (20)")
    parser.add_argument("--clients", type=int, default=5, help="clients of each (5)")
    parser.add_argument("--days", type=int, default=DAYS_OF_A_COURSE, help="days of each (28)")
    parser.add_argument("--from-seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="side by side")
    return parser


def _played(seeds: range, clients: int, days: int, processes: int) -> Iterator[Outcome]:
    """Play each world, several side by side."""
    playing = partial(play, clients=clients, days=days)
    logging.disable(logging.CRITICAL)
    # Before the processes part, so that all of them share what was read and put together once.
    marked.library().load_matchers()
    if processes == 1 or len(seeds) == 1:
        yield from map(playing, seeds)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(playing, seeds)


def _told(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Say at once what broke, and now and then how far it is."""
    for number, each in enumerate(outcomes, 1):
        if each.broken:
            print("\n".join(each.trace))
            print(f"seed {each.seed}, step {each.steps}: {each.broken}", flush=True)
        elif number % TOLD_EVERY == 0:
            print(f"{number} worlds played", file=sys.stderr, flush=True)
        yield each


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"\n{title:50}{'count':>8}")
    for name, count in sorted(counts.items()):
        if count:
            print(f"  {name:48}{count:8}")


def _print_speed(courses: float, seconds: float, processes: int) -> None:
    rate = courses / seconds * 60
    verdict = "met" if rate >= COURSES_A_MINUTE else "not met"
    print(f"\nclient-courses of {DAYS_OF_A_COURSE} days a minute: {rate:.0f} ", end="")
    print(f"(aim {COURSES_A_MINUTE}: {verdict}; {courses:.0f} courses in {seconds:.0f} s)")
    print(f"{processes} at a time, {os.cpu_count()} cores, Python {platform.python_version()}")
