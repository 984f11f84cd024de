"""Telegram's side of a webhook: posts what waits to any of the processes, until one has kept it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import aiohttp

from bot.chat.webhook import PATH, SHOWN
from bot.timing.clock import SystemClock
from tests.processes.street import Street

SECRET = "a-secret-of-the-tests"
WEBHOOK = "https://bot.example.org"
AT_ONCE = 10
PAUSE_SECONDS = 0.05


class Poster:
    """Posts each update twice, to processes drawn by chance and not in order."""

    def __init__(self, street: Street, chance: Random) -> None:
        """Choose two ports that nobody listens on."""
        self._street = street
        self._chance = chance
        self._clock = SystemClock()
        self.ports = [free_port(), free_port()]

    @asynccontextmanager
    async def posting(self) -> AsyncIterator[None]:
        """Post whatever comes up during the block."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def asks(self, port: int, path: str) -> str:
        """Look at a page of one process."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return await answer.text()

    async def _go_on(self) -> None:
        state = self._street.world.state
        async with aiohttp.ClientSession() as session:
            while True:
                found = state.updates.oldest(AT_ONCE)
                posts = [each for each in found for _ in range(2)]
                self._chance.shuffle(posts)
                kept = await asyncio.gather(*(self._post(session, each) for each in posts))
                done = {
                    each["update_id"] for each, is_kept in zip(posts, kept, strict=True) if is_kept
                }
                for update in found:
                    if update["update_id"] not in done:
                        break
                    state.updates.confirm(update["update_id"] + 1)
                await self._clock.sleep(PAUSE_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        address = f"http://127.0.0.1:{self._chance.choice(self.ports)}{PATH}"
        try:
            async with session.post(address, json=update, headers={SHOWN: SECRET}) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


def free_port() -> int:
    """Return a port on loopback that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
