"""Send what is due: the one thing every tick does, and every saved answer asks for."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.actions import deliver_rows
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, Outside

FILES_AT_ONCE = 20
LEASE = timedelta(minutes=15)
VISITS_MOST = 100


async def send_due(outside: Outside, clinic: ClinicFacts, now: datetime) -> int:
    """Deliver every file in which something is due; return how many rows Telegram took.

    Files go side by side, rows of a file one after the other; at most 20 files are held at once;
    those in which somebody waits for an answer come first.
    """
    taken, visits = 0, Counter[FileId]()
    while True:
        due = await outside.store.claim_due(now, limit=FILES_AT_ONCE, lease=LEASE)
        visits.update(due)
        if not due:
            return taken
        if max(visits.values()) > VISITS_MOST:
            raise RuntimeError("a file stays due whatever is done about it")
        counts = await asyncio.gather(*(_one(outside, clinic, file_id, now) for file_id in due))
        taken += sum(counts)


async def _one(outside: Outside, clinic: ClinicFacts, file_id: FileId, now: datetime) -> int:
    """Deliver one file; one that is gone or damaged holds up nobody (the store reports it)."""
    try:
        if await _erase_if_over(outside, file_id, now):
            return 0
        return await deliver_rows.deliver_rows(outside, clinic, file_id)
    except (NotFound, Damaged):
        return 0
    finally:
        await outside.store.release(file_id)


async def _erase_if_over(outside: Outside, file_id: FileId, now: datetime) -> bool:
    """Erase a file whose time is over: an unused invitation, a visitor long gone."""
    file = await outside.store.load(file_id)
    if file.erase_at is None or now < file.erase_at:
        return False
    await outside.store.erase(file_id)
    return True
