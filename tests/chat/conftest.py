"""The exit of a bot beside a local Telegram whose troubles are asked for by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import RequestData

from bot.chat.messenger import TelegramMessenger
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.core.outgoing import Outgoing
from bot.ports import (
    SendError,
)
from bot.simulator.faults import Faults
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from tests.cast import ANN, FRIDAY_AFTERNOON, LIBRARY, clinic_facts
from tests.core.course import linked


class Way(WorldRequest):
    """The way to Telegram, which can fail with an error of the library's own."""

    failure: TelegramError | None = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *rest: object,
        **more: object,
    ) -> tuple[int, bytes]:
        """Fail as asked, once."""
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return await super().do_request(url, method, request_data, *rest, **more)


@dataclass
class Exit:
    """A messenger beside a local Telegram whose troubles are asked for by hand."""

    world: World
    clock: VirtualClock
    faults: Faults
    way: Way
    bot: Bot
    messenger: TelegramMessenger

    async def send(self, **changes: object) -> int:
        """Send a row to Ann."""
        row = MessageRow(
            **{
                "key": RowKey("r"),
                "leaflet": "alert.please_phone",
                "due_at": FRIDAY_AFTERNOON,
                **changes,
            }
        )
        to = row.to or ChatId(ANN)
        return await self.messenger.send(
            Outgoing(row=row, file=linked(), clinic=clinic_facts(), chat_id=to)
        )

    async def edit(self, message_id: int, leaflet: str = "alert.passed_on") -> int:
        """Change a message."""
        row = MessageRow(key=RowKey("e"), leaflet=leaflet, due_at=FRIDAY_AFTERNOON)
        outgoing = Outgoing(
            row=row, file=linked(), clinic=clinic_facts(), chat_id=ChatId(ANN), edits=message_id
        )
        return await self.messenger.send(outgoing)


@pytest_asyncio.fixture
async def way_out() -> AsyncIterator[Exit]:
    """Ann has started the bot, and all is well."""
    clock, policy = VirtualClock(FRIDAY_AFTERNOON), Faults()
    world = World(clock.now, policy=policy)
    world.add_user(ANN, "Ann")
    world.start_link(ANN)
    way = Way(world)
    bot = Bot(world.token, "http://127.0.0.1/bot", request=way, get_updates_request=way)
    await bot.initialize()
    messenger = TelegramMessenger(bot, LIBRARY, clock, InlineOffload())
    yield Exit(world, clock, policy, way, bot, messenger)
    await bot.shutdown()


async def failure_of(way_out: Exit, **changes: object) -> SendError:
    """Return the error with which sending fails."""
    with pytest.raises(SendError) as caught:
        await way_out.send(**changes)
    return caught.value
