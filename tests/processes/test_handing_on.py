"""A new process takes over from one that is told to end: nobody waits, nobody reads twice."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from bot.timing.clock import SystemClock
from tests.database_server import emptied
from tests.processes.poster import SECRET, WEBHOOK, Poster
from tests.processes.street import CLINIC, Street

QUESTIONS = 9
ENDS_AFTER = 2
# The listener's turn is asked for every 3 s, and what is in hand has a few seconds to end.
LONGEST_SECONDS = 8.0


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_the_old_one_ends_and_the_new_one_goes_on(
    street: Street, database_url: str, tmp_path: Path, *, by_webhook: bool
) -> None:
    """All the while a client asks: each question is answered once, and soon."""
    database, poster = emptied(database_url), Poster(street, Random(1))
    async with AsyncExitStack() as stack:
        if by_webhook:
            await stack.enter_async_context(poster.posting())
        street.world.start_link(CLINIC)
        old = await street.start(**_settings(database, poster, 0, by_webhook=by_webhook))
        await street.clinic.reads("Alarms from clients come to this chat")
        await street.ann.joins(
            await street.clinic.enrols("Needling only", "Face", "Yesterday", ">00:05", "K-1")
        )
        new_place = {"DATA_DIR": str(tmp_path / "new")}
        settings = _settings(database, poster, 1, by_webhook=by_webhook)
        new = await street.start(**settings, **new_place)
        await new.says("started")
        asking = asyncio.create_task(_asked(street))
        await street.until(lambda: street.ann.count("Swimming pool from") >= ENDS_AFTER)
        assert await old.stop() == 0
        waits = await asking
        assert street.ann.count("Swimming pool from") == QUESTIONS
        assert max(waits) < LONGEST_SECONDS
        assert [each for each in (old, new) if "Traceback" in each.output] == []
        assert "WARNING" not in old.output
        assert await new.stop() == 0
    assert street.world.pending_updates() == 0


def _settings(database: str, poster: Poster, number: int, *, by_webhook: bool) -> dict[str, str]:
    if not by_webhook:
        return {"DATABASE_URL": database}
    return {
        "DATABASE_URL": database,
        "WEBHOOK_URL": WEBHOOK,
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": str(poster.ports[number]),
    }


async def _asked(street: Street) -> list[float]:
    """Ask one question after the other; return for how long Ann waited for each answer."""
    clock, waits = SystemClock(), []
    for number in range(QUESTIONS):
        began = clock.monotonic()
        street.ann.says(f"can I swim? {number}")
        await street.until(
            lambda wanted=number + 1: street.ann.count("Swimming pool from") >= wanted
        )
        waits.append(clock.monotonic() - began)
    return waits
