"""Send what is due: the one thing every tick does, and every saved answer asks for."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.actions import deliver_rows
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, Outside

FILES_AT_ONCE = 20
LEASE = timedelta(minutes=15)
VISITS_MOST = 100


class _Visit(NamedTuple):
    """How many rows of a file Telegram took."""

    file_id: FileId
    taken: int


async def send_due(outside: Outside, clinic: ClinicFacts, now: datetime) -> int:
    """Deliver every file in which something is due by the end; return how many rows were taken.

    Files go side by side, rows of a file one after the other; at most 20 files are held at once;
    those in which somebody waits for an answer come first, and one that has to wait for its chat
    holds up no other. After an error no more are begun; it is raised when the others are done.
    """
    taken, in_vain = 0, Counter[FileId]()
    running: set[asyncio.Task[_Visit]] = set()
    try:
        while True:
            # What is promised while a long delivery goes on does not wait for its end.
            latest = max(now, outside.clock.now())
            room = FILES_AT_ONCE - len(running)
            due = await outside.store.claim_due(latest, limit=room, lease=LEASE)
            running |= {asyncio.create_task(_one(outside, clinic, each, latest)) for each in due}
            if not running:
                return taken
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for visit in [task.result() for task in done]:
                taken += visit.taken
                in_vain[visit.file_id] += visit.taken == 0
            if max(in_vain.values()) > VISITS_MOST:
                raise RuntimeError("a file stays due whatever is done about it")
    except asyncio.CancelledError:
        for task in running:
            task.cancel()
        raise
    finally:
        await asyncio.gather(*running, return_exceptions=True)


async def _one(outside: Outside, clinic: ClinicFacts, file_id: FileId, now: datetime) -> _Visit:
    """Deliver one file; one that is gone or damaged holds up nobody (the store reports it)."""
    taken = 0
    try:
        if not await _erase_if_over(outside, file_id, now):
            taken = await deliver_rows.deliver_rows(outside, clinic, file_id)
    except (NotFound, Damaged):
        taken = 0
    finally:
        await outside.store.release(file_id)
    return _Visit(file_id, taken)


async def _erase_if_over(outside: Outside, file_id: FileId, now: datetime) -> bool:
    """Erase a file whose time is over: an unused invitation, a visitor long gone."""
    file = await outside.store.load(file_id)
    if file.erase_at is None or now < file.erase_at:
        return False
    await outside.store.erase(file_id)
    return True
