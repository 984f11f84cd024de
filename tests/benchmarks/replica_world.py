"""One world with two processes on one PostgreSQL, in which everything between them fails.

Each has its own way to the database and its own door to Telegram, so that either can be hit alone;
the clock of the second is five minutes ahead all the while.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import web

from bot.commands import FAULTS
from bot.ports import StoreUnavailable
from bot.simulator import faults, http_api
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.postgres.database import Database
from bot.store.postgres.database_disk import DatabaseDisk
from bot.store.seal import PLAIN
from bot.timing.clock import SystemClock
from tests.benchmarks.kill_ledger import Ledger, Trouble, due_rows
from tests.benchmarks.kill_world import ToldWorld
from tests.cast import CLINIC
from tests.database_server import OwnServer, started
from tests.processes.moved_clock import MovedClock
from tests.processes.poster import SECRET, WEBHOOK, Poster
from tests.processes.program import PATIENCE_SECONDS, Program
from tests.processes.street import Street, build_street
from tests.wire import Wire

FIRST, SECOND = 0, 1
AHEAD = timedelta(minutes=5)
LOOK_SECONDS = 0.5
STARTS_MOST = 5
LASTS_SECONDS = 5.0
DELAY_SECONDS = 0.1
CALLER: ContextVar[int] = ContextVar("caller", default=FIRST)


class Hit(StrEnum):
    """What is done to the processes and what lies between them."""

    RESTARTED = "the database stopped in order and started"
    CRASHED = "the database stopped at once and started"
    CUT = "the network to it cut"
    SILENT = "the network to it half-open"
    SLOW = "every answer of it 0.2 s later"
    KILLED_BEFORE = "a process killed between claim and send"
    KILLED_AFTER = "a process killed between send and mark"


@dataclass(slots=True, kw_only=True)
class ReplicaWorld:
    """The street, its database, the two processes, and the books."""

    street: Street
    world: ToldWorld
    ledger: Ledger
    server: OwnServer
    wires: list[Wire]
    doors: list[str]
    clock: MovedClock
    folder: Path
    chance: Random
    poster: Poster | None = None
    running: dict[int, Program] = field(default_factory=dict)
    hits: Counter[Hit] = field(default_factory=Counter)
    system: SystemClock = field(default_factory=SystemClock)

    async def open(self) -> None:
        """Start both, and wait until the owner has been greeted."""
        for number in (FIRST, SECOND):
            await self.start(number)
        for program in self.running.values():
            await program.says("started")
        self.world.start_link(CLINIC)
        await self.street.clinic.reads("Alarms from clients come to this chat")

    async def start(self, number: int) -> None:
        """Start one of them."""
        settings = {
            "LOG_LEVEL": "INFO",
            "DATABASE_URL": self.wires[number].url,
            "TELEGRAM_API_URL": self.doors[number],
            "DATA_DIR": str(self.folder / f"own-{number}"),
        }
        if number == SECOND:
            settings |= self.clock.settings(moves_monotonic=False)
        if self.poster is not None:
            listen = str(self.poster.ports[number])
            settings |= {"WEBHOOK_URL": WEBHOOK, "WEBHOOK_SECRET": SECRET, "LISTEN": listen}
        self.running[number] = await self.street.start(**settings)

    async def _up(self, number: int) -> Program:
        """Return one of them once it runs; what found no database at its start is started again.

        Whoever keeps processes running does so, too.
        """
        for _ in range(STARTS_MOST):
            program = self.running[number]
            await _started_or_ended(program)
            if program.process.returncode != FAULTS:
                break
            await self.start(number)
        await self.running[number].says("started")
        return self.running[number]

    async def hit(self, what: Hit) -> None:
        """Let that happen, and be over."""
        wire = self.chance.choice(self.wires)
        match what:
            case Hit.RESTARTED | Hit.CRASHED:
                await asyncio.to_thread(self.server.restart, is_orderly=what is Hit.RESTARTED)
            case Hit.CUT:
                await self._for_a_while(wire.cut, wire.mend)
            case Hit.SILENT:
                await self._for_a_while(wire.hush, wire.mend)
            case Hit.SLOW:
                await self._for_a_while(self._slow_down, self._speed_up)
            case Hit.KILLED_BEFORE | Hit.KILLED_AFTER:
                await self._kill_at_a_send(accepted=what is Hit.KILLED_AFTER)
        self.hits[what] += 1

    async def _for_a_while(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        begin()
        await self.system.sleep(LASTS_SECONDS)
        end()

    def _slow_down(self) -> None:
        for wire in self.wires:
            wire.delay_seconds = DELAY_SECONDS

    def _speed_up(self) -> None:
        for wire in self.wires:
            wire.delay_seconds = 0.0

    async def _kill_at_a_send(self, *, accepted: bool) -> None:
        """Kill whoever sends next, before or after Telegram takes the message; start it again."""
        sending = asyncio.get_running_loop().create_future()

        def trouble(method: str, _: Mapping[str, Any]) -> faults.Fault | None:
            if not method.startswith("send"):
                return None
            self.running[CALLER.get()].process.kill()
            self.street.trouble = faults.none
            sending.set_result(CALLER.get())
            return None if accepted else faults.Lost(accepted=False)

        self.street.trouble = trouble
        number = await asyncio.wait_for(sending, PATIENCE_SECONDS)
        await self.running[number].ends()
        await self.start(number)

    async def read_until(self, is_over: asyncio.Event) -> None:
        """Read the books all the while: a newer card takes the place of an older one in its row."""
        while not is_over.is_set():
            # The database may be away just now.
            with suppress(StoreUnavailable):
                await asyncio.to_thread(self.ledger.read)
            await self.system.sleep(LOOK_SECONDS)

    async def come_to_rest(self) -> None:
        """Wait until all is answered and sent, end both, and close the books."""
        quiet, now = 0, self.system.now()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while quiet < 3:
                await self.system.sleep(LOOK_SECONDS)
                files = await asyncio.to_thread(self.ledger.read)
                now = self.system.now()
                is_quiet = not self.world.waiting and not due_rows(files, now)
                quiet = quiet + 1 if is_quiet else 0
        for number in self.running:
            program = await self._up(number)
            status = await program.stop(seconds=30.0)
            if status != 0:
                self.ledger.note(Trouble.ENDED, f"with {status}: {program.output}")
        await asyncio.to_thread(self.ledger.settle_doubts, self.world.waiting)
        await asyncio.to_thread(self.ledger.settle, now)


async def _started_or_ended(program: Program) -> None:
    told = (program.says("started"), program.process.wait())
    tasks = [asyncio.create_task(each) for each in told]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def built(
    folder: Path, library: str, chance: Random, *, by_webhook: bool
) -> AsyncIterator[ReplicaWorld]:
    """Put up a world in that folder; neither process runs yet."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(started())
        wires = [await stack.enter_async_context(Wire(server.url).open()) for _ in range(2)]
        world = ToldWorld()
        world.offset = timedelta()
        street = await build_street(folder, world)
        stack.push_async_callback(street.close)
        doors = [await _door(stack, world, number) for number in (FIRST, SECOND)]
        database = Database(server.url)
        stack.push_async_callback(database.close)
        await asyncio.to_thread(database.prepare)
        kept_in = Files(DatabaseDisk(database.slow, PLAIN, Disk(folder)), PLAIN)
        clock = MovedClock(folder / "clock", library)
        clock.set_to(SystemClock().now() + AHEAD)
        poster = Poster(street, Random(chance.random())) if by_webhook else None
        if poster is not None:
            await stack.enter_async_context(poster.posting())
        yield ReplicaWorld(
            street=street,
            world=world,
            ledger=Ledger(kept_in, acts=world.acts, taken=world.taken),
            server=server,
            wires=wires,
            doors=doors,
            clock=clock,
            folder=folder,
            chance=chance,
            poster=poster,
        )


async def _door(stack: AsyncExitStack, world: ToldWorld, number: int) -> str:
    """Serve the world's Bot API at an address of its own, so that it is known who calls."""

    @web.middleware
    async def told(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        CALLER.set(number)
        return await handler(request)

    app = http_api.application(world)
    app.middlewares.append(told)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"
