"""One who looks at the simulator's page: a served show, asked over HTTP as its scripts ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import hdrs

from bot.simulator import page_server
from bot.simulator.page_view import CAST, Show
from tests.simulator.fake_bot import fake_show

ANN, BOB = CAST[0].id, CAST[1].id


class Browser:
    """Asks the server as the page does."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address.rstrip("/")

    async def state(self) -> Any:
        """What there is to draw."""
        async with self.session.get(f"{self.address}/api/state") as answer:
            assert answer.status == 200
            return await answer.json()

    async def phone(self, phone: int) -> Any:
        """One phone of it."""
        return next(one for one in (await self.state())["phones"] if one["id"] == phone)

    async def post(self, verb: str, status: int = 200, **facts: Any) -> Any:
        """Press a button of the page."""
        headers = {hdrs.ORIGIN: self.address}
        async with self.session.post(
            f"{self.address}/api/{verb}", json=facts, headers=headers
        ) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def link_ann(self) -> None:
        """Ann has opened her link and agreed."""
        await self.post("start", phone=ANN, payload="K47Face")
        consent = (await self.phone(ANN))["messages"][-1]
        await self.post("tap", phone=ANN, message=consent["id"], index=0)


async def new_show() -> Show:
    """A world as it is on the first day."""
    show, _ = await fake_show()
    return show


@asynccontextmanager
async def watching() -> AsyncIterator[Browser]:
    """A served page and who looks at it."""
    served = await page_server.serve(await new_show(), reset=new_show)
    async with aiohttp.ClientSession() as session:
        yield Browser(session, served.address)
    await served.close()
