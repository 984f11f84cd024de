"""`./run bench late`: what becomes of what fell due while nobody could send it.

The whole bot plays a course in a simulated world and is down, has its clock moved or its event loop
held. The peer is APScheduler as it comes: jobs that are as late, in a scheduler that starts now.
"""

import argparse
import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.outbox import MessageRow, RowKey, RowState
from bot.timing.clock import SystemClock
from tests.benchmarks import figure_table
from tests.benchmarks.figure_table import Row
from tests.cast import BERLIN, Town, build_town

PEER_SECONDS = 10.0
LOOK_SECONDS = 0.05
# Within these quiet hours are over, and what waited for the morning went out.
AFTERWARDS_DAYS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something that keeps all from being sent; with `restarts` it is a process that was down."""

    name: str
    since: datetime
    lasting: timedelta
    restarts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How many of what fell due meanwhile ended how, and what the peer did with as many."""

    late: int
    expired: int
    left: int
    peer_lost: int

    @property
    def due(self) -> int:
        """How many fell due."""
        return self.late + self.expired + self.left


def _berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


CASES = (
    Case(
        name="down for 1 hour",
        since=_berlin(28, 8, 30),
        lasting=timedelta(hours=1),
        restarts=True,
    ),
    Case(
        name="down for 3 days",
        since=_berlin(27, 18),
        lasting=timedelta(days=3),
        restarts=True,
    ),
    Case(name="clock moved ahead 10 days", since=_berlin(27, 18), lasting=timedelta(days=10)),
    Case(name="loop held for 10 minutes", since=_berlin(28, 8, 55), lasting=timedelta(minutes=10)),
)


def run(arguments: list[str]) -> int:
    """Print the table; 1 where anything that fell due did not end, or without a reason."""
    argparse.ArgumentParser(prog="./run bench late", description=__doc__).parse_args(arguments)
    # The peer says of each job that it was missed; here they are counted.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return figure_table.show("late", [_row(case, asyncio.run(ends(case))) for case in CASES])


def _row(case: Case, found: Ends) -> Row:
    return Row(
        figure=case.name,
        measured=(
            f"{found.late} sent late, {found.expired} expired with a reason, {found.left} lost"
            f" (APScheduler's defaults: {found.peer_lost} lost)"
        ),
        limit="0 lost",
        count=found.due,
        is_met=found.due > 0 and not found.left,
        must_hold=True,
    )


async def ends(case: Case) -> Ends:
    """Play one case, and let the peer have jobs that are as late."""
    town = await build_town()
    await town.link_ann()
    await town.pass_until(case.since)
    until = case.since + case.lasting
    due = [row for row in await _steps(town) if _is_due(row, until)]
    town.clock.move_to(until)
    if case.restarts:
        await town.restart()
    else:
        await town.app.settle()
    await town.pass_days(AFTERWARDS_DAYS)
    found = Counter([_end(row) for row in await _steps(town) if row.key in _keys(due)])
    return Ends(
        late=found["late"],
        expired=found["expired"],
        left=len(due) - found["late"] - found["expired"],
        peer_lost=await _lost_by_peer([until - row.due_at for row in due]),
    )


async def _steps(town: Town) -> list[MessageRow]:
    rows = (await town.file()).outbox.rows.values()
    return [row for row in rows if row.step is not None]


def _is_due(row: MessageRow, until: datetime) -> bool:
    return row.state is RowState.PLANNED and row.due_at <= until


def _keys(rows: Sequence[MessageRow]) -> set[RowKey]:
    return {row.key for row in rows}


def _end(row: MessageRow) -> str:
    if row.state is RowState.SENT:
        return "late"
    return "expired" if row.state is RowState.SKIPPED and row.reason else "open"


async def _lost_by_peer(late: Sequence[timedelta]) -> int:
    """Return how many jobs that are so late the scheduler never runs."""
    seen = Counter[int]()
    scheduler, clock = AsyncIOScheduler(timezone="UTC"), SystemClock()
    scheduler.add_listener(lambda event: seen.update([event.code]), EVENT_JOB_EXECUTED)
    scheduler.add_listener(lambda event: seen.update([event.code]), EVENT_JOB_MISSED)
    for each in late:
        scheduler.add_job(_ran, "date", run_date=clock.now() - each)
    scheduler.start()
    try:
        async with asyncio.timeout(PEER_SECONDS):
            while seen.total() < len(late):
                await clock.sleep(LOOK_SECONDS)
    finally:
        scheduler.shutdown(wait=False)
    return len(late) - seen[EVENT_JOB_EXECUTED]


async def _ran() -> None:
    """What a job of the peer does: nothing, as it is the running that counts."""
