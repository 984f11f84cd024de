"""When a file next needs looking at: one instant for the whole file, for the store's index."""

from collections.abc import Iterable
from datetime import datetime

from bot.core import ringing
from bot.core.client import ClientFile, Status
from bot.core.desk import DeskFile
from bot.core.outbox import Lane, MessageRow, RowKey, RowState

NOT_WAITED_FOR = (Lane.BULK, Lane.CHORE)
_OPEN = (RowState.PLANNED, RowState.CLAIMED)


def next_due(file: ClientFile | DeskFile, start: str) -> datetime | None:
    """Return the earliest instant at which a row, an erasure, a draft or the group's line is due.

    `start` names the running process: a lease of an earlier start is in doubt at once.
    """
    instants = [_due_of(row, start) for row in _free_to_go(file) if row.state in _OPEN]
    known = [each for each in (*instants, file.erase_at, *_of_desk(file)) if each is not None]
    return min(known, default=None)


def _of_desk(file: ClientFile | DeskFile) -> tuple[datetime | None, ...]:
    if not isinstance(file, DeskFile):
        return ()
    return file.draft_until, None if file.line is None else file.line.at


def next_answer(file: ClientFile | DeskFile) -> datetime | None:
    """Return the earliest instant at which somebody waits for a row: an alarm or an answer."""
    waited_for = (
        row.due_at
        for row in _free_to_go(file)
        if row.state is RowState.PLANNED and row.lane not in NOT_WAITED_FOR
    )
    return min(waited_for, default=None)


def _free_to_go(file: ClientFile | DeskFile) -> Iterable[MessageRow]:
    """Return the rows that may go out; nearly always all, so one is asked about only where not."""
    rows = file.outbox.rows
    if isinstance(file, DeskFile) or file.client.status is not Status.INVITED:
        return rows.values()
    return (row for key, row in rows.items() if may_go(file, key, row))


def may_go(file: ClientFile | DeskFile, key: RowKey, row: MessageRow) -> bool:
    """Tell whether a row may go out at all: to a client who has not agreed yet, nothing may.

    The promise of a ring is for staff, whoever the client is by now.
    """
    if isinstance(file, DeskFile) or row.to is not None:
        return True
    if row.lane is Lane.CHORE or ringing.is_promise(key):
        return True
    return file.client.status is not Status.INVITED


def _due_of(row: MessageRow, start: str) -> datetime | None:
    if row.state is RowState.PLANNED:
        return row.due_at
    if row.state is RowState.CLAIMED and row.lease is not None:
        return row.lease[1] if row.lease[0] == start else row.due_at
    return None
