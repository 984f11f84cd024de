"""Welcome owners whom no message has reached yet: alarms need a chat that works."""

from dataclasses import replace
from datetime import datetime

from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import OVER, ChatId, MessageRow, RowKey
from bot.ports import Outside


async def welcome_owners(outside: Outside, clinic: ClinicFacts) -> None:
    """Promise each owner who was never reached a silent greeting, once a start."""
    now = outside.clock.now()
    key = RowKey(f"hello:{outside.store.start}")

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return _greeted(desk, key, now), None

    for owner in sorted(clinic.owners):
        await outside.store.change_desk(ChatId(owner), decide)


def _greeted(desk: DeskFile, key: RowKey, now: datetime) -> DeskFile:
    if desk.reached_at is not None:
        return desk
    row = MessageRow(key=key, leaflet="staff.hello", due_at=now, audible=False)
    rows = {name: each for name, each in desk.outbox.rows.items() if not _is_old(each)}
    outbox = replace(desk.outbox, rows=rows).add([row])
    return replace(desk, is_staff=True, erase_at=None, outbox=outbox)


def _is_old(row: MessageRow) -> bool:
    """Tell whether a row is an earlier start's greeting, so that restarts do not pile them up."""
    return row.key.startswith("hello:") and row.state in OVER
