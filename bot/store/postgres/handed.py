"""The files that are handed to this process, and what becomes of them when the database was away.

What could not be given back then, or was being sent and could not be written down, is this
process's only in name: it is noticed while the process says that it is there.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.outbox import FileId
from bot.ports import Damaged, File, NotFound
from bot.store.postgres.database import Database
from bot.store.postgres.file_rows import FileRows

log = logging.getLogger(__name__)

# No process is called so: what it was sending is in doubt for everybody.
NOBODY = ""
# Of what nobody waits for a process holds no more at once: an answer would stand behind all of it,
# for the database as for the processor. It is as much as is sent within a second.
BULK_AT_ONCE = 20


class Handed:
    """What is handed to the process of that name, and is in its hands in fact."""

    def __init__(self, database: Database, rows: FileRows, name: str) -> None:
        """Start with empty hands."""
        self._database = database
        self._rows = rows
        self._name = name
        self._in_hand: set[FileId] = set()
        self._bulk: set[FileId] = set()
        self._handing = asyncio.Lock()

    async def claim(self, now: datetime, *, limit: int, lease: timedelta) -> Sequence[FileId]:
        """Hand out what is due: where somebody waits first, then the most overdue."""
        asked: dict[str, Any] = {"now": now, "until": now + lease, "by": self._name}
        async with self._handing:
            waiting = await self._claim("claim_answers", **asked, limit=limit)
            rest = min(limit - len(waiting), BULK_AT_ONCE - len(self._bulk))
            others = await self._claim("claim_due", **asked, limit=rest) if rest > 0 else []
            # Not before both are there: of half an answer nobody has anything in hand.
            self._in_hand.update((*waiting, *others))
            self._bulk.update(others)
        return [*waiting, *others]

    async def _claim(self, query: str, **asked: object) -> list[FileId]:
        found = sorted(await self._database.all(query, **asked), key=_by_instant)
        return [FileId(row[0]) for row in found]

    async def release(self, file_id: FileId) -> None:
        """Give a file back; where the database refuses, `free_left` does it later."""
        self._in_hand.discard(file_id)
        self._bulk.discard(file_id)
        await self._database.tell("release", id=file_id, by=self._name)

    async def free_left(self) -> None:
        """Free what is in nobody's hands although it is under this process's name."""
        async with self._handing:
            await self._database.tell("release_left", **self._left())
        for (file_id,) in await self._database.all("leases_left", **self._left()):
            try:
                await self._rows.change(FileId(file_id), self._doubting)
            except NotFound:
                continue
            except Damaged:
                log.exception("a damaged file was put aside", extra={"file": file_id})

    def _left(self) -> dict[str, Any]:
        return {"by": self._name, "in_hand": list(self._in_hand)}

    def _doubting(self, file: File) -> tuple[File, None]:
        """Put into doubt what this process was sending, unless it is at it again."""
        if file.id in self._in_hand:
            return file, None
        doubted = [
            replace(row, lease=(NOBODY, row.lease[1]))
            for row in file.outbox.rows.values()
            if row.lease is not None and row.lease[0] == self._name
        ]
        return replace(file, outbox=file.outbox.change_all(doubted)), None


def _by_instant(row: tuple[Any, ...]) -> tuple[datetime, str]:
    return row[1], row[0]
