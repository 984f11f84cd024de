"""Many messages due at one minute, sent by two processes on one database, while people ask."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.simulator.flood import ALL_PER_SECOND
from tests.benchmarks import many_rows, push
from tests.benchmarks.figure_table import Row
from tests.benchmarks.push import Place, Push

REPLICAS = 2
START_SECONDS = 90.0
SHARE_LEAST = 0.95
ANSWER_SECONDS_MOST = 1.0
MEANWHILE_MOST = 0.02


def measured(
    server: str, folder: Path, reminders: int, *, start_seconds: float = START_SECONDS
) -> Push:
    """Push so many through two bots whose clients lie in one new database of that server."""
    with many_rows.database(server, "scale_push") as address:
        bots = [
            {"DATABASE_URL": address, "DATA_DIR": str(folder / f"replica-{number}")}
            for number in range(REPLICAS)
        ]
        place = Place(lay_down=partial(many_rows.load, address), bots=bots)
        pushing = push.pushed(
            folder, reminders, ALL_PER_SECOND, start_seconds=start_seconds, place=place
        )
        return asyncio.run(pushing)


def share_of_limit(went: Push) -> float:
    """Return how much of what Telegram allows went out, until the last reminder was there."""
    return (went.reached + len(went.waits)) / went.seconds / ALL_PER_SECOND


def rows_of(went: Push) -> Sequence[Row]:
    """Return what must hold of it, and what is wanted."""
    share, slowest = share_of_limit(went), went.wait(99)
    lost = went.reminders - went.reached + went.unanswered
    answers, everything = len(went.waits), went.reminders + len(went.waits)
    return [
        _row("reminders or answers lost", f"{lost}", "0", everything, met=not lost, must=True),
        _row(
            "reminders twice", f"{went.twice}", "0", went.reminders, met=not went.twice, must=True
        ),
        _row(
            f"sent, against {ALL_PER_SECOND} a second",
            f"{share:.1%} ({went.seconds:.1f} s)",
            f">= {SHARE_LEAST:.0%}",
            everything,
            met=share >= SHARE_LEAST,
        ),
        _row(
            "answers meanwhile, p99",
            f"{slowest:.2f} s (p50 {went.wait(50):.2f} s)",
            f"<= {ANSWER_SECONDS_MOST} s",
            answers,
            met=slowest <= ANSWER_SECONDS_MOST,
        ),
        _row(
            "refused by the limit (429)",
            f"{went.refused / went.calls:.2%}",
            f"<= {MEANWHILE_MOST:.0%}",
            went.calls,
            met=went.refused / went.calls <= MEANWHILE_MOST,
        ),
    ]


def _row(
    figure: str, measured: str, limit: str, count: int, *, met: bool, must: bool = False
) -> Row:
    return Row(
        figure=figure, measured=measured, limit=limit, count=count, is_met=met, must_hold=must
    )
