"""Keep a backup of each night, beside the data; owners hear of a night without one."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.core import nightly
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.ports import Outside, StoreUnavailable

log = logging.getLogger(__name__)


async def keep_backup(outside: Outside, clinic: ClinicFacts, now: datetime) -> None:
    """Make the backup of the last night unless it is there; old ones go.

    A bot that was down makes it when it is back. What the disk refuses is tried again after an
    hour, and told once a night. Raises StoreUnavailable where not even that can be kept.
    """
    if not clinic.backup_days:
        return
    night = nightly.latest(now, clinic.zone)
    try:
        await outside.store.back_up(night, now, keep_days=clinic.backup_days)
    except StoreUnavailable:
        log.exception("backup failed")
        for owner in sorted(clinic.owners):
            await _tell(outside, ChatId(owner), night, now)


async def _tell(outside: Outside, owner: ChatId, night: datetime, now: datetime) -> None:
    row = MessageRow(
        key=RowKey(f"backup:{night:%Y%m%d}"), leaflet="staff.backup_failed", due_at=now
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    await outside.store.change_desk(owner, decide)
