"""Bulk never piles up in memory: of five thousand due at one minute, a few are read at a time."""

import asyncio
import gc
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast

import pytest

from bot.actions import see_board
from bot.actions.send_due import FILES_AT_ONCE
from bot.core.client import Alert, ClientFile
from bot.core.outbox import FileId, Lane, MessageRow
from bot.core.pack import Urgency
from bot.ports import File, Store
from bot.store.recent import KEPT
from bot.timing.clock import VirtualClock
from tests.cast import Town
from tests.store.samples import EVENING, client_file, row
from tests.stories.conftest import RaiseTown
from tests.stories.test_floods import PlainDisk

DUE = 5_000
FIRST = 100_000
LOOK_EVERY = 100
ENOUGH = 3 * KEPT
# Of a file that is being delivered: as it was claimed, as it is sent, as it is written down.
STATES = 4


def living() -> Counter[type]:
    """Count all objects by kind; other tests of this process may keep some for good."""
    return Counter(type(each) for each in gc.get_objects())


@dataclass
class Look:
    """What lives at once beside `before`, at every hundredth message, until many went out."""

    before: Counter[type] = field(default_factory=living)
    sent: int = 0
    is_enough: asyncio.Event = field(default_factory=asyncio.Event)
    files_most: int = 0
    rows_most: int = 0

    def sees(self, chat_id: int) -> None:
        """Count a message, and now and then all that lives."""
        self.sent += 1
        if self.sent == ENOUGH:
            self.is_enough.set()
        if self.sent % LOOK_EVERY == 0:
            kinds = living() - self.before
            self.files_most = max(self.files_most, kinds[ClientFile])
            self.rows_most = max(self.rows_most, kinds[MessageRow])


async def due_at_once(town: Town, many: int) -> None:
    """Give so many clients a file and a chat, and each a message that is due now."""
    now = town.clock.now()
    for number in range(many):
        file_id, chat = FileId(f"{number:016d}"), FIRST + number
        town.world.add_user(chat, "Bob")
        there = town.world.state.chats[chat]
        there.started = there.known_to_bot = True
        due = row("r", due_at=now, lane=Lane.BULK)
        file = client_file(file_id, due, chat_id=chat)
        named = replace(file.client, reference=f"K-{number}")
        await town.store.create(replace(file, client=named))


@pytest.mark.slow
async def test_of_five_thousand_due_only_a_few_are_held_at_a_time(raise_town: RaiseTown) -> None:
    """Those being delivered, and those read last, also when many more than these went out."""
    town = await raise_town(disk=PlainDisk())
    gc.collect()
    look = Look()
    await due_at_once(town, DUE)
    town.world.on_change(look.sees)
    ticking = asyncio.create_task(town.app.tick(town.clock.now()))
    await look.is_enough.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    most = KEPT + STATES * FILES_AT_ONCE
    assert FILES_AT_ONCE < look.files_most <= most
    assert FILES_AT_ONCE < look.rows_most <= 2 * most


@dataclass
class Reading:
    """A store that notes how many files are being read at once."""

    store: Store
    now: int = 0
    most: int = 0

    def __getattr__(self, name: str) -> object:
        """Do all else as the store does it."""
        return getattr(self.store, name)

    async def load(self, file_id: FileId) -> File:
        """Let others in while a file is read."""
        self.now += 1
        self.most = max(self.most, self.now)
        await VirtualClock(EVENING).sleep(0)
        self.now -= 1
        return await self.store.load(file_id)


async def test_the_board_reads_one_file_after_the_other(raise_town: RaiseTown) -> None:
    """Whoever writes meanwhile waits for one of them, not for twenty."""
    town = await raise_town()
    await due_at_once(town, 5)
    alert = Alert(id="a", concern="worry", urgency=Urgency.SAME_DAY, raised_at=EVENING)
    for number in range(5):
        await town.store.change_client(FileId(f"{number:016d}"), partial(_with, alert))
    reading = Reading(town.store)
    outside = replace(town.app.outside, store=cast(Store, reading))
    lines = await see_board.see_board(outside, town.app.clinic)
    assert (len(lines), reading.most) == (5, 1)


def _with(alert: Alert, file: ClientFile) -> tuple[ClientFile, None]:
    return replace(file, alerts=(alert,)), None
