"""What staff hear of somebody who is no client and asks to be contacted: that, and no word more.

All strangers together make one sound an hour; what follows joins it in silence.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import Lane, MessageRow, RowKey

ONE_SOUND_IN = timedelta(hours=1)
# More strangers than that within an hour are no clients of one clinic: the rest is told to phone.
TOLD_WITHIN_MOST = 20
_PREFIX = "contact:"


def told(desk: DeskFile, incoming: Incoming, now: datetime) -> DeskFile:
    """Return a staff chat's file with the wish; the same person counts once an hour."""
    recent = list(_recent(desk, now))
    own = f"{_PREFIX}{incoming.user_id}:"
    if len(recent) >= TOLD_WITHIN_MOST or any(row.key.startswith(own) for row in recent):
        return desk
    row = MessageRow(
        key=RowKey(f"{own}{incoming.update_id}"),
        leaflet="staff.stranger",
        values={"user": str(incoming.user_id)},
        due_at=now,
        lane=Lane.ALARM,
        audible=not recent,
    )
    return replace(desk, outbox=desk.outbox.add([row]))


def _recent(desk: DeskFile, now: datetime) -> Iterator[MessageRow]:
    for key, row in desk.outbox.rows.items():
        since = now - (row.sent_at or row.due_at)
        # What lies ahead was told by a clock that somebody has turned back: it is long ago.
        if key.startswith(_PREFIX) and timedelta() <= since < ONE_SOUND_IN:
            yield row
