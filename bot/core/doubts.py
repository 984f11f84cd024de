"""Rows whose outcome is unknown: what is sent once more, and what is let go. Pure.

A claim stays in doubt where the process ended between sending and writing down, or waited too long.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import showing
from bot.core.outbox import Lane, MessageRow, Outbox, RowState
from bot.core.pack import IfDoubtful

ANSWER_DOUBTS_MOST = 1
ALARM_DOUBTS_MOST = 5
CRASH_DOUBTS_MOST = 10
IN_DOUBT = "it may have arrived; it was not sent again"


def without_doubts(outbox: Outbox, now: datetime, start: str) -> Outbox:
    """Settle claims whose outcome is unknown: a lease of an earlier start, or one that ran out."""
    doubtful = [row for row in outbox.rows.values() if _in_doubt(row, now, start)]
    followers = {key for row in doubtful for key in row.merged}
    for row in doubtful:
        if row.key not in followers:
            # Of what was claimed together one at most was being sent: the rest never arrived.
            outbox = released(outbox, _settled(row, CRASH_DOUBTS_MOST))
    return outbox


def _in_doubt(row: MessageRow, now: datetime, start: str) -> bool:
    if row.state is not RowState.CLAIMED or row.lease is None:
        return False
    return row.lease[0] != start or row.lease[1] <= now


def settled(row: MessageRow) -> MessageRow:
    """Do what a lost answer asks for: once more, let go, or for an alarm up to five times."""
    return _settled(row, ALARM_DOUBTS_MOST if row.lane is Lane.ALARM else ANSWER_DOUBTS_MOST)


def _settled(row: MessageRow, most: int) -> MessageRow:
    """Plan a doubted row again, unless it was in doubt so often before.

    A deletion can always be made again: what is gone stays gone.
    """
    if row.deletes is not None:
        return replace(row, state=RowState.PLANNED, lease=None)
    doubts = row.doubts + 1
    if row.if_doubtful is IfDoubtful.SEND and doubts <= most:
        again = replace(row, state=RowState.PLANNED, lease=None)
        return replace(again, doubted=True, doubts=doubts)
    over = replace(row, state=RowState.DOUBTFUL, lease=None, reason=IN_DOUBT)
    return replace(over, doubted=True, doubts=doubts)


def released(outbox: Outbox, row: MessageRow) -> Outbox:
    """Put a claimed row back as given; a step is decided anew, what it held waits as long."""
    held = [outbox.rows[key] for key in row.merged if key in outbox.rows]
    freed = [
        replace(
            each,
            state=row.state,
            lease=None,
            reason=row.reason,
            due_at=max(each.due_at, row.due_at),
        )
        for each in held
    ]
    bare = row if row.step is None or row.state is not RowState.PLANNED else _bare(row)
    return outbox.change_all((*freed, bare)).add(showing.asking_by_hand(bare))


def _bare(row: MessageRow) -> MessageRow:
    """Return the row as it was planned; what may have come already can still be answered."""
    question = row.question if row.doubted else ""
    return replace(row, parts=(), question=question, keyboard=(), merged=(), as_of=None, calm=False)
