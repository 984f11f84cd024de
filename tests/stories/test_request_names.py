"""Each line that is logged while a request is handled carries its name, and no other line does."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from bot.actions import answer_message
from bot.chat.handling import TRIES
from bot.core import request_name
from bot.core.outbox import MessageRow, RowKey
from bot.ports import Damaged
from bot.timing.clock import SystemClock
from bot.timing.ticker import Ticker
from tests import log_lines
from tests.cast import FRIDAY_AFTERNOON, Town

KEYS = ("alert:emergency-1:1", "alert:emergency-1:2")


async def test_all_lines_of_an_update_carry_its_name(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where two chats are handled side by side, and each line is another's neighbour."""

    async def fail(*_: object) -> None:
        await town.clock.sleep(0)
        raise Damaged("nobody can answer that")

    await town.link_ann()
    monkeypatch.setattr(answer_message, "answer_message", fail)
    town.wants_trouble = True
    for person in (town.ann, town.bob):
        town.world.send_text(person.user_id, "can I swim?")
    waiting = [each["update_id"] for each in town.world.state.updates.oldest(9)]
    with log_lines.heard() as lines:
        await town.app.settle()
    assert len(waiting) == 2
    assert sorted(lines.requests) == sorted(
        (event, f"update:{update_id}")
        for update_id in waiting
        for event in (*["update failed"] * TRIES, "update set aside")
    )


async def test_all_lines_of_a_due_row_carry_its_name(town: Town) -> None:
    """It names the file, and of the row's key, which may tell of an alarm, a hash alone."""
    await town.link_ann()
    file = await town.file()
    rows = [MessageRow(key=RowKey(name), leaflet="gone", due_at=FRIDAY_AFTERNOON) for name in KEYS]
    await town.store.change_client(
        file.id, lambda each: (replace(each, outbox=each.outbox.add(rows)), None)
    )
    with log_lines.heard() as lines:
        await town.app.settle()
    names = [request_name.row_name(file.id, name) for name in KEYS]
    assert lines.requests == [("content fault", name) for name in names]
    assert len(set(names)) == len(KEYS)
    assert not any("emergency" in name for name in names)


async def test_a_tick_is_none_of_the_request_that_asked_for_it() -> None:
    """What it sends belongs to others as well."""
    seen: list[str] = []
    ticked = asyncio.Event()

    async def tick(_: datetime) -> None:
        seen.append(request_name.current())
        ticked.set()

    async def nothing_due() -> None:
        return None

    ticker = Ticker(SystemClock(), nothing_due)
    with request_name.of_update(7):
        ticker.start(tick)
        async with asyncio.timeout(5):
            await ticked.wait()
        assert request_name.current() == "update:7"
    await ticker.stop(1)
    assert (seen, request_name.current()) == ([""], "")
