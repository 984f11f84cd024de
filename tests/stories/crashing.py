"""A process that dies at a chosen call, on the same disk and with the same Telegram as the next."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from telegram.request import RequestData

from bot.core.client import ClientFile
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import MessageRow
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.files import Files
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from bot.wiring import App, Connection, SeededChance, build
from tests.cast import ANN, CLINIC, FRIDAY_AFTERNOON, LIBRARY, NAMES, Town, clinic_facts
from tests.watched_disk import WatchedDisk

NEVER = 1_000_000
FEWEST_CALLS, MOST_CALLS = 50, 2_000


class Crash(BaseException):
    """The process is gone; nothing in it can catch that."""


@dataclass
class Fuse:
    """Counts the calls of one process to its outside, and ends it at one of them."""

    left: int
    is_dead: bool = False

    def burn(self) -> None:
        """Count one call; once the process is dead every call is its end."""
        self.left -= 1
        if self.is_dead or self.left == 0:
            self.is_dead = True
            raise Crash

    def on_disk(self, operation: str, path: str) -> None:
        """Count what changes the disk."""
        if operation not in ("read", "list", "stat"):
            self.burn()


class FusedRequest(WorldRequest):
    """A way to Telegram on which the process can die before a call, or before its answer."""

    def __init__(self, world: World, fuse: Fuse) -> None:
        super().__init__(world)
        self.fuse = fuse

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: object,
        **more: object,
    ) -> tuple[int, bytes]:
        """Count both sides of the call."""
        self.fuse.burn()
        answer = await super().do_request(url, method, request_data, *timeouts, **more)
        self.fuse.burn()
        return answer


@dataclass
class CrashTown:
    """A town whose first process dies at call number `fatal`; the next one lives."""

    fatal: int
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(FRIDAY_AFTERNOON))
    disk: WatchedDisk = field(default_factory=WatchedDisk)
    facts: Mapping[str, object] = field(default_factory=dict)
    starts: int = 0
    is_running: bool = False

    def __post_init__(self) -> None:
        self.world = World(self.clock.now)
        for user_id, name in NAMES.items():
            self.world.add_user(user_id, name, language_code="en")
        self.world.start_link(CLINIC)
        self.fuse = Fuse(self.fatal)

    async def _run(self) -> None:
        """Start a process where none runs; only the first one carries a fuse that burns down."""
        if self.is_running:
            return
        self.starts += 1
        self.disk.fault = self.fuse.on_disk
        files, start = Files(self.disk), f"start-{self.starts}"
        self.store = TinyDbStore(files, start=start, offload=InlineOffload())
        await self.store.open()
        self.app = self._app()
        await self.app.start()
        self.town = Town(self.world, self.clock, self.app, self.store, self.disk)
        self.is_running = True

    def _app(self) -> App:
        way = FusedRequest(self.world, self.fuse)
        return build(
            Connection(token=self.world.token, server="http://127.0.0.1", request=way, polling=way),
            clinic_facts(**self.facts),
            LIBRARY,
            self.store,
            clock=self.clock,
            chance=SeededChance(self.starts),
            offload=InlineOffload(),
        )

    async def alive(self, what: Callable[[], Awaitable[object]]) -> None:
        """Do something; if the process dies of it, cut the power, start another, do it again."""
        while True:
            with contextlib.suppress(Crash):
                await asyncio.ensure_future(what())
            if not self.fuse.is_dead:
                return
            await self._cut_the_power()
            self.fuse = Fuse(NEVER)
            self.is_running = False

    async def _cut_the_power(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self.disk.fault = None
        self.disk.crash()

    async def settle(self) -> None:
        """Let the bot come to rest, over a crash if need be."""
        await self.alive(self._settle)

    async def _settle(self) -> None:
        await self._run()
        await self.app.settle()

    async def pass_until(self, instant: datetime) -> None:
        """Let that much time go by, over a crash if need be."""

        async def passing() -> None:
            await self._run()
            await self.town.pass_until(instant)

        await self.alive(passing)

    async def taps(self, who: int, label: str) -> None:
        """Tap the newest such button of a phone."""
        message, shown = self.town.phone(who).find_button(label)
        self.world.tap(who, message.id, shown)
        await self.settle()

    async def file(self) -> ClientFile:
        """Return the one client's file."""
        [file_id] = await self.store.client_ids()
        file = await self.store.load(file_id)
        assert isinstance(file, ClientFile)
        return file

    async def rows(self) -> list[MessageRow]:
        """Return all rows promised to anybody."""
        found = list((await self.file()).outbox.rows.values())
        for chat in (CLINIC, ANN):
            if await self._is_kept(chat):
                desk = await self.store.load(desk_id(chat))
                assert isinstance(desk, DeskFile)
                found.extend(desk.outbox.rows.values())
        return found

    async def _is_kept(self, chat: int) -> bool:
        return any(desk_id(chat) in path for path in self.disk.files())

    def read_by(self, who: int) -> list[str]:
        """Return the texts on a phone; a link's letters and the code's number may differ."""
        words = [each.words for each in self.town.phone(who).received]
        return [re.sub(r"K-\d", "K-1", each.split("?start=")[0]) for each in words]


async def until_the_end(check: Callable[[int], Awaitable[bool]]) -> None:
    """Let the story die at its first call, its second ...; `check` tells whether it still did."""
    for fatal in range(1, MOST_CALLS):
        if not await check(fatal):
            assert fatal > FEWEST_CALLS, "the process was hardly there to die"
            return
    raise AssertionError("the story has more calls than were tried")
