"""What a start and an update take `./run telegram` with so many clients in a database."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.benchmarks import push, starting
from tests.benchmarks.many_clients import FIRST_CHAT
from tests.benchmarks.starting import Start
from tests.processes.street import Resident, Street

SEED = 19


class SizedBot:
    """A bot in a process of its own, and people among its clients who ask it something."""

    def __init__(self, street: Street, clients: int) -> None:
        self._street = street
        self._clients = clients
        self._chance = random.Random(SEED)

    @classmethod
    async def beside(cls, address: str, clients: int, folder: Path) -> SizedBot:
        """Put up its Telegram; nothing is started yet."""
        street = await starting.street_of(folder / "data", "")
        street.settings["DATABASE_URL"] = address
        return cls(street, clients)

    async def start(self) -> Start:
        """End the bot if it runs, start it while somebody waits, and return what that took."""
        if self._street.programs:
            status = await self._street.programs.pop().stop()
            if status:
                raise RuntimeError(f"the bot ended with {status}")
        start, _ = await starting.started(self._street)
        return start

    async def update(self) -> float:
        """Let one of all clients ask; return the seconds until the answer was there."""
        asking = Resident(self._street, FIRST_CHAT + self._chance.randrange(self._clients))
        push.move_in(self._street.world, asking.user_id)
        before = len(asking.received)
        began = time.perf_counter()
        asking.says(push.QUESTION)
        await self._street.until(lambda: len(asking.received) > before)
        return time.perf_counter() - began

    def cpu_seconds(self) -> float:
        """Return how long the running bot has had a processor."""
        return starting.cpu_seconds(self._street.program.process.pid)

    def most_megabytes(self) -> float:
        """Return the most memory that the running bot has held."""
        return starting.most_megabytes(self._street.program.process.pid)

    async def close(self) -> None:
        """End all of it."""
        await self._street.close()
