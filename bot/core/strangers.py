"""What staff hear of somebody who is no client and asks to be contacted: that, and no word more.

Of whoever opened a link and has not agreed they hear the reference, which is their own.

All strangers together make one sound an hour; what follows joins it in silence.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import Lane, MessageRow, RowKey, UserId

ONE_SOUND_IN = timedelta(hours=1)
# More strangers than that within an hour are no clients of one clinic: the rest is told to phone.
TOLD_WITHIN_MOST = 20
_PREFIX = "contact:"
_STRANGER, _INVITED = "staff.stranger", "staff.not_agreed"


def told(desk: DeskFile, incoming: Incoming, now: datetime, *, reference: str = "") -> DeskFile:
    """Return a staff chat's file with the wish; the same person counts once an hour."""
    recent = list(_recent(desk, now))
    own = _own(incoming.user_id)
    if len(recent) >= TOLD_WITHIN_MOST or any(row.key.startswith(own) for row in recent):
        return desk
    row = MessageRow(
        key=RowKey(f"{own}{incoming.update_id}"),
        leaflet=_INVITED if reference else _STRANGER,
        values={"user": str(incoming.user_id)} | ({"reference": reference} if reference else {}),
        due_at=now,
        lane=Lane.ALARM,
        audible=not recent,
    )
    return replace(desk, outbox=desk.outbox.add([row]))


def unnamed(desk: DeskFile, user: UserId) -> DeskFile:
    """Return a staff chat's file with this person's wishes as those of anybody."""
    named = (row for row in desk.outbox.rows.values() if row.key.startswith(_own(user)))
    rows = [replace(row, leaflet=_STRANGER, values={"user": str(user)}) for row in named]
    return replace(desk, outbox=desk.outbox.change_all(rows))


def _own(user: UserId) -> str:
    return f"{_PREFIX}{user}:"


def _recent(desk: DeskFile, now: datetime) -> Iterator[MessageRow]:
    for key, row in desk.outbox.rows.items():
        since = now - (row.sent_at or row.due_at)
        # What lies ahead was told by a clock that somebody has turned back: it is long ago.
        if key.startswith(_PREFIX) and timedelta() <= since < ONE_SOUND_IN:
            yield row
