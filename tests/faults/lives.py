"""The program, life after life: started, let work, dying anywhere, on what its disk kept.

Between two calls to the disk or to Telegram nothing leaves the process, so that dying at one of
them, or between a call and its answer, is dying between any two awaits.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import TelegramError
from telegram.request import RequestData

from bot.core.clinic import ClinicFacts
from bot.ports import StoreError
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk
from bot.store.seal import Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from bot.wiring import App, Connection, SeededChance, build
from tests.faults import marked
from tests.faults.troubles import Troubles
from tests.stories.crashing import NEVER, Crash, Fuse

ROUNDS_MOST = 300
REPEATED_MOST = 3


class TroubledRequest(WorldRequest):
    """A way to Telegram on which the process may die, and updates come again or out of order."""

    def __init__(self, world: World, troubles: Troubles) -> None:
        """Take the world and what goes wrong in it."""
        super().__init__(world)
        self._troubles = troubles
        self._seen: list[dict[str, Any]] = []

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: object,
        **more: object,
    ) -> tuple[int, bytes]:
        """Make the call; the process may die before it, or before its answer."""
        self._troubles.fuse.burn()
        status, answer = await super().do_request(url, method, request_data, *timeouts, **more)
        self._troubles.fuse.burn()
        if self._troubles.shuffles and url.lower().endswith("getupdates") and status == 200:
            answer = self._shuffled(answer)
        return status, answer

    def _shuffled(self, answer: bytes) -> bytes:
        """Repeat updates of before, and put those of different chats in another order."""
        told = json.loads(answer)
        fresh, random = told["result"], self._troubles.random
        again = random.sample(self._seen, min(len(self._seen), random.randint(0, REPEATED_MOST)))
        self._seen = (self._seen + fresh)[-20:]
        known = {each["update_id"] for each in fresh}
        again = [each for each in again if each["update_id"] not in known]
        self._troubles.counts["update repeated"] += len(again)
        for each in again:
            self._troubles.repeated(int(_sender(each)))
        by_chat: dict[str, list[dict[str, Any]]] = {}
        for each in (*again, *fresh):
            by_chat.setdefault(_sender(each), []).append(each)
        chats = list(by_chat.values())
        random.shuffle(chats)
        self._troubles.counts["update out of order"] += len(chats) > 1
        told["result"] = [each for chat in chats for each in chat]
        return json.dumps(told).encode()


def _sender(update: dict[str, Any]) -> str:
    [content] = [value for value in update.values() if isinstance(value, dict)]
    return str(content.get("from", {}).get("id"))


@dataclass(repr=False)
class Lives:
    """One disk, one Telegram, and the process that runs now, if any does."""

    world: World
    troubles: Troubles
    clinic: ClinicFacts
    seal: Seal
    disk: MemoryDisk = field(default_factory=MemoryDisk)
    starts: int = 0
    stopped: int = 0
    is_running: bool = False

    async def work(self) -> bool:
        """Let the program do all it can now; tell whether it came to rest without any trouble."""
        if self.stopped:
            if self.is_running:
                await self.die(keeps_all=True)
            return False
        began_at = self.troubles.clock.true.now()
        try:
            return await asyncio.ensure_future(self._until_rest())
        except Crash:
            await self.die(keeps_all=self.troubles.random.random() < 0.5)
            self.troubles.died(began_at)
            return False

    async def die(self, *, keeps_all: bool) -> None:
        """End the process; the disk keeps what was fsynced, or after a mere kill all there is."""
        self.troubles.fuse = fuse = Fuse(NEVER, is_dead=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if not keeps_all:
            self.disk.crash()
        fuse.is_dead, self.is_running = False, False

    async def _until_rest(self) -> bool:
        if not self.is_running and not await self._started():
            return False
        for _ in range(ROUNDS_MOST):
            taken = await self._tried(self._poll)
            sent = await self._tried(self.app.tick, self.troubles.clock.now())
            await self.app.messenger.drain()
            if taken is None or sent is None:
                return False
            if not taken and not sent:
                return self.world.pending_updates() == 0
        raise AssertionError(f"the bot did not come to rest in {ROUNDS_MOST} rounds")

    async def _poll(self) -> int:
        """Ask for updates where there are any: a poll that finds none would only wait."""
        if not self.world.pending_updates():
            return 0
        return await self.app.intake.take_batch(timeout_seconds=0)

    async def _tried(
        self, work: Callable[..., Awaitable[int]], *given: object, **more: object
    ) -> int | None:
        """Do what may fail as the disk and Telegram fail; any other error is a bug."""
        try:
            return await work(*given, **more)
        except (TelegramError, StoreError):
            return None

    async def _started(self) -> bool:
        """Begin a life as the command does; False where it has to be tried again."""
        self.starts += 1
        self.disk.fault = self.troubles.on_the_disk
        self.store = TinyDbStore(
            Files(self.disk, self.seal), start=f"start-{self.starts}", offload=InlineOffload()
        )
        way = TroubledRequest(self.world, self.troubles)
        self.app: App = build(
            Connection(token=self.world.token, server="http://127.0.0.1", request=way, polling=way),
            self.clinic,
            marked.library(),
            self.store,
            clock=self.troubles.clock,
            chance=SeededChance(self.starts),
            offload=InlineOffload(),
        )
        with contextlib.suppress(StoreError, TelegramError):
            await self.store.open()
            await self.app.identify()
            await self.app.welcome()
            await self.app.present()
            self.is_running = True
        return self.is_running
