"""What a tick of the whole bot takes in a database of so many clients, in this process."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.outbox import FileId
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.disk import Disk
from bot.store.postgres.database import Database
from bot.store.postgres_store import PostgresStore
from bot.store.seal import PLAIN
from bot.timing.clock import SharedClock, SystemClock
from bot.timing.offload import ThreadOffload
from bot.wiring import App, Connection, SeededChance, build
from tests import cast
from tests.benchmarks import measured_bot, push
from tests.benchmarks.many_clients import FIRST_CHAT
from tests.benchmarks.store import with_one_due

SEED = 17


class Ticks:
    """A bot on a database; what falls due is planned by another process than the one that sends."""

    def __init__(
        self, app: App, planner: PostgresStore, world: World, ids: Sequence[FileId]
    ) -> None:
        self._app = app
        self._planner = planner
        self._world = world
        self._ids = ids
        self._chance = random.Random(SEED)

    async def seconds(self, due: int) -> float:
        """Let messages to so many clients, found by chance, fall due; return what the tick took."""
        await self._plan(due)
        store, clock = self._app.outside.store, self._app.outside.clock
        began = time.perf_counter()
        sent = await self._app.tick(clock.now())
        await store.next_due()
        seconds = time.perf_counter() - began
        if sent != due:
            raise RuntimeError(f"{sent} messages were sent, not {due}")
        return seconds

    async def _plan(self, due: int) -> None:
        now = self._app.outside.clock.now()
        name = now.isoformat()
        for number in self._chance.sample(range(len(self._ids)), due):
            push.move_in(self._world, FIRST_CHAT + number)
            await self._planner.change_client(
                self._ids[number], lambda file: (with_one_due(file, now, name), None)
            )


@asynccontextmanager
async def ticking(address: str, ids: Sequence[FileId], folder: Path) -> AsyncIterator[Ticks]:
    """Give a bot whose clients lie in that database, beside a Telegram of its own."""
    clock, world = SharedClock(SystemClock()), World(SystemClock().now)
    disk = Disk(folder)
    disk.make_folder("")
    bot, planner = (_store(address, name, disk, clock) for name in ("bot", "planner"))
    request = WorldRequest(world)
    with measured_bot.without_limit():
        app = build(
            Connection(token=world.token, server="http://w", request=request, polling=request),
            cast.clinic_facts(),
            cast.LIBRARY,
            bot,
            clock=clock,
            chance=SeededChance(SEED),
            offload=ThreadOffload(clock),
        )
    await bot.open()
    await planner.open()
    try:
        await app.identify()
        yield Ticks(app, planner, world, ids)
    finally:
        await app.stop()
        await planner.close()
        await bot.close()


def _store(address: str, name: str, disk: Disk, clock: SharedClock) -> PostgresStore:
    return PostgresStore(
        Database(address),
        start=name,
        seal=PLAIN,
        own_disk=disk,
        clock=clock,
        offload=ThreadOffload(clock),
    )
