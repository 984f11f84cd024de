"""`./run bench block`: how long the event loop is ever held with a hundred thousand clients.

A heartbeat of 5 ms runs beside each of the large works; how late it comes is how long the loop was
held. Works that take minutes are cut off after `--seconds`.
"""

import argparse
import asyncio
import contextlib
import gc
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import quantiles

from bot.actions import deliver_rows, gather_numbers, see_board
from bot.commands import telegram
from bot.core import pictured
from bot.core.client import ClientFile
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, FileId, Lane, MessageRow, RowKey, UserId
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.recent import KEPT
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from bot.timing.offload import ThreadOffload
from bot.wiring import App, Connection, SeededChance, build
from tests.benchmarks import figure_table, many_clients, saving
from tests.benchmarks.figure_table import Row
from tests.benchmarks.many_clients import FIRST_CHAT
from tests.cast import CLINIC, LIBRARY, clinic_facts

BEAT_SECONDS = 0.005
HELD_MOST_SECONDS = 0.05
IDLE_SECONDS = 60.0
DUE = 5000
SEED = 3
Work = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Beats:
    """How late each beat of the heart came, by what went on meanwhile."""

    late: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextlib.asynccontextmanager
    async def beside(self, name: str) -> AsyncIterator[None]:
        """Beat while the block goes on."""
        beating = asyncio.create_task(self._beat(self.late[name]))
        try:
            yield
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _beat(self, late: list[float]) -> None:
        clock = SystemClock()
        while True:
            began = time.perf_counter()
            await clock.sleep(BEAT_SECONDS)
            late.append(time.perf_counter() - began - BEAT_SECONDS)

    def rows(self) -> list[Row]:
        """Return a row for each work, and one for all of them."""
        every = [each for some in self.late.values() for each in some]
        # What was over before the heart beat twice held nobody up.
        told = [(name, late) for name, late in self.late.items() if len(late) > 1]
        return [_row(name, late) for name, late in (*told, ("all of it", every))]


def _row(name: str, late: Sequence[float]) -> Row:
    most, usual = max(late), quantiles(late, n=1000, method="inclusive")[-1]
    return Row(
        figure=f"longest block: {name}",
        measured=f"{most * 1000:.0f} ms (p99.9 {usual * 1000:.0f} ms)",
        limit="<= 50 ms",
        count=len(late),
        is_met=most <= HELD_MOST_SECONDS,
    )


def run(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="./run bench block", description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="at most, for each work")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        courses = asyncio.run(many_clients.played(SystemClock().now()))
        ids = many_clients.lay_down(folder, courses.of, options.clients)
        beats = asyncio.run(measured(folder, ids, runs=options.runs, seconds=options.seconds))
    return figure_table.show(f"event loop, {options.clients:,} clients", beats.rows())


async def measured(folder: Path, ids: Sequence[FileId], *, runs: int, seconds: float) -> Beats:
    """Do every work so often, each for so long at most, beside the heartbeat."""
    beats = Beats()
    store = await saving.opened(folder)
    app = await _app(store, len(ids))
    telegram.spare_the_collector()
    for number in range(runs):
        # A new row for each run: what was sent in one is not due in the next.
        for file_id in ids[:DUE]:
            await store.change_client(file_id, partial(_with_one_due, number=number))
        for name, work in _works(app, ids[0], number).items():
            async with beats.beside(name):
                await _cut_off(work, seconds)
    await app.stop()
    # What the world beside the bot keeps is put out of the way.
    telegram.spare_the_collector()
    async with beats.beside("Python's look through everything"):
        await _look_through_everything(store, ids)
    await store.close()
    return beats


async def _app(store: TinyDbStore, clients: int) -> App:
    clock = SystemClock()
    world = World(clock.now)
    for user in (CLINIC, *range(FIRST_CHAT, FIRST_CHAT + min(clients, DUE))):
        world.add_user(user, "Ann")
        world.state.chats[user].started = True
    request = WorldRequest(world)
    app = build(
        Connection(token=world.token, server="http://127.0.0.1", request=request, polling=request),
        clinic_facts(backup_days=0),
        LIBRARY,
        store,
        clock=clock,
        chance=SeededChance(SEED),
        offload=ThreadOffload(clock),
    )
    await app.start()
    return app


def _with_one_due(file: ClientFile, *, number: int) -> tuple[ClientFile, None]:
    row = MessageRow(
        key=RowKey(f"measured:{number}"),
        leaflet="day-1",
        due_at=SystemClock().now(),
        lane=Lane.BULK,
    )
    return replace(file, outbox=file.outbox.add([row])), None


def _works(app: App, client: FileId, number: int) -> dict[str, Work]:
    outside, now = app.outside, SystemClock().now()
    night = now + timedelta(days=number)
    return {
        # How late the heart comes on this machine whoever holds the loop.
        "nothing at all": lambda: outside.clock.sleep(IDLE_SECONDS),
        "start of a push": lambda: app.tick(now),
        "board and digest": lambda: see_board.see_board(outside, app.clinic),
        "numbers of all clients": lambda: gather_numbers.gather_numbers(outside, now),
        "pictures": lambda: _pictures(app, client),
        "backup": lambda: outside.store.back_up(night, night, keep_days=1),
    }


async def _pictures(app: App, client: FileId) -> None:
    """Draw the curve of a client for staff, again and again."""
    for number in count():
        asked = Incoming(
            update_id=number, chat_id=ChatId(CLINIC), user_id=UserId(CLINIC), kind=Kind.TAP
        )
        promising = pictured.curve_for(asked, SystemClock().now())
        await app.outside.store.change_client(client, promising)
        await deliver_rows.deliver_rows(app.outside, app.clinic, client)


async def _look_through_everything(store: TinyDbStore, ids: Sequence[FileId]) -> None:
    """Do once what Python does by itself after some million objects, longer than a run here.

    It meets as many client files as are ever kept.
    """
    for file_id in ids[: 2 * KEPT]:
        await store.load(file_id)
    gc.collect()
    await SystemClock().sleep(BEAT_SECONDS * 4)


async def _cut_off(work: Work, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work(), seconds)
