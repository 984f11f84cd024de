"""`./run bench push`: thousands of reminders due at one minute, while people go on asking.

The bot runs as a process of its own, in real time, against the local Telegram over HTTP with its
limits on: once with the 30 a second that Telegram tells of, once with a server that takes only 20.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from bot.core.client import ClientFile
from bot.core.outbox import Lane, MessageRow, RowState
from bot.simulator.flood import ALL_PER_SECOND, Bucket, Flood
from bot.simulator.world import World
from bot.timing.clock import SystemClock
from tests.benchmarks import figure_table, many_clients
from tests.benchmarks.figure_table import Row
from tests.benchmarks.many_clients import FIRST_CHAT, Course, CourseOf
from tests.cast import build_town
from tests.processes.program import until
from tests.processes.street import Street, build_street

LESS_PER_SECOND = 20
ASKING = 100
ASK_EVERY_SECONDS = 0.5
COURSE_DAYS = 1.2
START_SECONDS = 50.0
SLACK = 1.3
LAST_ANSWER_SECONDS = 60.0
QUESTION = "/help"
SENDING = ("send", "edit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the clients' files lie, and the settings of each bot that works there."""

    lay_down: Callable[[CourseOf, int], object]
    bots: Sequence[Mapping[str, str]] = ({},)


@dataclass(slots=True)
class Watch:
    """What came when: the first reminder of each chat, and how long each question waited."""

    people: range
    reminded: dict[int, float] = field(default_factory=dict)
    twice: Counter[int] = field(default_factory=Counter)
    asked: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    def sees(self, chat_id: int, news: int) -> None:
        """Take in that the bot wrote to a chat."""
        now = time.perf_counter()
        if chat_id in self.people:
            self.twice[chat_id] += chat_id in self.reminded
            self.reminded.setdefault(chat_id, now)
        elif chat_id in self.asked:
            self.waits.append(now - self.asked.pop(chat_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """How one push went."""

    reminders: int
    reached: int
    twice: int
    seconds: float
    calls: int
    refused: int
    most_in_a_second: int
    waits: Sequence[float]
    unanswered: int

    def wait(self, percent: int) -> float:
        """Return the seconds within which that share of the questions was answered."""
        return quantiles(self.waits, n=100)[percent - 1] if percent != 50 else median(self.waits)


def run(arguments: list[str]) -> int:
    """Print both tables; 1 where a reminder or an answer was lost, or came twice."""
    parser = argparse.ArgumentParser(prog="./run bench push", description=__doc__)
    parser.add_argument("--reminders", type=int, default=5000)
    parser.add_argument("--limit", type=int, choices=(ALL_PER_SECOND, LESS_PER_SECOND))
    options = parser.parse_args(arguments)
    status = 0
    for limit in (options.limit,) if options.limit else (ALL_PER_SECOND, LESS_PER_SECOND):
        with tempfile.TemporaryDirectory() as folder:
            push = asyncio.run(pushed(Path(folder), options.reminders, limit))
        status |= figure_table.show(f"push, {limit} a second", rows_of(push, limit))
    return status


def rows_of(push: Push, limit: int) -> list[Row]:
    """Return the table of one push."""
    all_of_it = push.reminders + len(push.waits)
    ratio = push.seconds / (all_of_it / limit)
    told, slowest = (1.05, 1.0) if limit == ALL_PER_SECOND else (SLACK, 1.5)
    lost = push.reminders - push.reached + push.unanswered
    refused = push.refused / push.calls
    p50, p99 = push.wait(50), push.wait(99)

    def row(figure: str, measured: str, limit: str, *, of: int, met: bool, must: bool) -> Row:
        return Row(
            figure=figure, measured=measured, limit=limit, count=of, is_met=met, must_hold=must
        )

    found = [
        row("reminders or answers lost", f"{lost}", "0", of=all_of_it, met=not lost, must=True),
        row(
            *("reminders sent twice", f"{push.twice}", "0"),
            of=push.reminders,
            met=not push.twice,
            must=True,
        ),
        row(
            *("all out, against the limit's time", f"{ratio:.3f}x", f"<= {told}x"),
            of=all_of_it,
            met=ratio <= told,
            must=False,
        ),
        row(
            "answers, p99",
            f"{p99:.2f} s",
            f"<= {slowest} s",
            of=len(push.waits),
            met=p99 <= slowest,
            must=False,
        ),
        row(
            *("refused by the limit (429)", f"{refused:.2%}", "<= 2 %"),
            of=push.calls,
            met=refused <= 0.02,
            must=False,
        ),
    ]
    most = push.most_in_a_second
    if limit == ALL_PER_SECOND:
        found += [
            row(
                "answers, p50",
                f"{p50:.3f} s",
                "<= 0.1 s",
                of=len(push.waits),
                met=p50 <= 0.1,
                must=False,
            ),
            row("most in any second", f"{most}", "<= 31", of=push.calls, met=most <= 31, must=True),
        ]
    return found


async def pushed(
    folder: Path,
    reminders: int,
    limit: int,
    *,
    start_seconds: float = START_SECONDS,
    place: Place | None = None,
) -> Push:
    """Let so many reminders fall due at once, and people ask until all are out."""
    due_at = SystemClock().now() + timedelta(seconds=start_seconds)
    street = await build_street(folder)
    in_folder = Place(lay_down=partial(many_clients.lay_down, Path(street.settings["DATA_DIR"])))
    try:
        watch = await _moved_in(street, place or in_folder, reminders, due_at)
        everything = Bucket(limit, limit)
        street.world.flood = Flood(everything=everything)
        # All calls are counted, not only the latest.
        street.world.state.calls = deque()
        street.settings |= {"LOG_LEVEL": "INFO", "BACKUP_DAYS": "0"}
        for changes in (place or in_folder).bots:
            await (await street.start(**changes)).says("started")
        await SystemClock().sleep((due_at - SystemClock().now()).total_seconds())
        return await _measured(street, watch, reminders, due_at)
    finally:
        await street.close()


async def _moved_in(street: Street, place: Place, reminders: int, due_at: datetime) -> Watch:
    """Give each client a file and a chat; return who watches those chats."""
    due, over = await _due_course(due_at), (await many_clients.played_over(due_at))
    world, watch = street.world, Watch(people=range(FIRST_CHAT, FIRST_CHAT + reminders))
    place.lay_down(lambda number: due if number < reminders else over, reminders + ASKING)
    for number in range(reminders + ASKING):
        move_in(world, FIRST_CHAT + number)
    seen: Counter[int] = Counter()

    def notice(chat_id: int) -> None:
        written = sum(each.from_bot for each in world.chat(chat_id))
        if written > seen[chat_id]:
            seen[chat_id] = written
            watch.sees(chat_id, written)

    world.on_change(notice)
    return watch


def move_in(world: World, user_id: int) -> None:
    """Put somebody into the world who has started the bot, unless they are there."""
    if user_id in world.state.users:
        return
    world.add_user(user_id, "Ann")
    chat = world.state.chats[user_id]
    chat.started = chat.known_to_bot = True


async def _due_course(due_at: datetime) -> Course:
    """Return a course whose next step falls due at that instant, and no other for a day."""
    town = await build_town(due_at - timedelta(days=COURSE_DAYS))
    await town.link_ann()
    await town.pass_until(due_at - timedelta(minutes=5))
    file = await town.file()
    await town.store.change_client(file.id, lambda known: (_due_at(known, due_at), None))
    return await many_clients.course_of(town)


def _due_at(file: ClientFile, due_at: datetime) -> ClientFile:
    """Let the next step with words of its own be due then, whatever hour that is."""
    rows = [row for row in file.outbox.rows.values() if row.state is RowState.PLANNED]
    steps = [row for row in rows if _has_words(row)]
    first = min(steps, key=lambda row: row.due_at)
    later = due_at + timedelta(days=1)
    moved = [replace(row, due_at=max(row.due_at, later)) for row in rows if row.key != first.key]
    now = replace(first, due_at=due_at, valid_until=later)
    night = file.client.quiet_from
    awake = replace(file.client, quiet_from=night, quiet_until=night)
    return replace(file, client=awake, outbox=file.outbox.change_all([*moved, now]))


def _has_words(row: MessageRow) -> bool:
    return row.step is not None and row.edits is None and row.lane is Lane.BULK


async def _measured(street: Street, watch: Watch, reminders: int, due_at: datetime) -> Push:
    # Where the bots took longer to start than was thought, they began before this.
    began = time.perf_counter() - (SystemClock().now() - due_at).total_seconds()
    asking = asyncio.create_task(_ask(street, watch, reminders))
    patience = 60.0 + 4.0 * reminders / LESS_PER_SECOND
    try:
        await until(
            lambda: len(watch.reminded) == reminders,
            street.news,
            lambda: f"{len(watch.reminded)} of {reminders}: {street.program.output[-2000:]}",
            seconds=patience,
        )
    finally:
        asking.cancel()
    seconds = max(watch.reminded.values()) - began
    # What is not answered by now is counted as lost.
    with contextlib.suppress(AssertionError):
        await street.until(lambda: not watch.asked, seconds=LAST_ANSWER_SECONDS)
    since = [each for each in street.world.calls if each.at >= due_at]
    calls = [each for each in since if each.method.startswith(SENDING)]
    return Push(
        reminders=reminders,
        reached=len(watch.reminded),
        twice=sum(watch.twice.values()),
        seconds=seconds,
        calls=len(calls),
        refused=sum(each.status == 429 for each in calls),
        most_in_a_second=_most([each.at.timestamp() for each in calls if each.status == 200]),
        waits=watch.waits,
        unanswered=len(watch.asked),
    )


async def _ask(street: Street, watch: Watch, reminders: int) -> None:
    """Let one person after the other ask, who goes on only when the last question is answered."""
    for number in count():
        user = FIRST_CHAT + reminders + number % ASKING
        if user not in watch.asked:
            watch.asked[user] = time.perf_counter()
            street.world.send_text(user, QUESTION)
        await SystemClock().sleep(ASK_EVERY_SECONDS)


def _most(instants: Sequence[float]) -> int:
    """Return how many there are at most within any one second."""
    most, span = 0, deque[float]()
    for at in sorted(instants):
        span.append(at)
        while at - span[0] >= 1.0:
            span.popleft()
        most = max(most, len(span))
    return most
