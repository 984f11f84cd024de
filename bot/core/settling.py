"""The word to a client that the clinic has settled what kept anything new from beginning.

Said once, when staff close the last thing that held until somebody closed it; what ended by
itself was told with its time. Who closes, and why, is `claims`'.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import days, holds
from bot.core.client import Alert, ClientFile
from bot.core.holds import Hold
from bot.core.outbox import MessageRow, RowKey, RowState, skipped
from bot.core.pack import Urgency

OPEN_AGAIN = "something else was open by then"
_PREFIX = "settled:"
_SETTLED, _UNTIL = "hold.settled", "hold.settled_until"


def told(
    before: ClientFile, after: ClientFile, alert: Alert, cause: str, now: datetime
) -> ClientFile:
    """Return the file after an alert was closed, with word to the client where that ended a hold.

    An urgent one is told at once, any other not in quiet hours; it sounds only where the client
    does not read in the same second that somebody has seen it.
    """
    was, left = holds.hold(before, now), holds.hold(after, now)
    if was is None or not holds.is_of_this_person(before, alert):
        return after
    if left is not None and (left.until is None or was.until is not None):
        return after
    waiting = [row for row in after.outbox.rows.values() if _is_waiting(row)]
    if waiting:
        due_at = min(_due(after, alert, now), *(row.due_at for row in waiting))
        sooner = [replace(row, due_at=due_at) for row in waiting]
        return replace(after, outbox=after.outbox.change_all(sooner))
    row = MessageRow(
        key=RowKey(f"{_PREFIX}{alert.id}:{cause}"),
        leaflet=_SETTLED,
        due_at=_due(after, alert, now),
        audible=alert.claimed_at is not None and alert.urgency is not Urgency.ROUTINE,
    )
    return replace(after, outbox=after.outbox.add([_as_it_stands(row, left)]))


def _due(file: ClientFile, alert: Alert, now: datetime) -> datetime:
    client = file.client
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    return now if alert.urgency is not Urgency.ROUTINE else days.end_of_quiet_hours(now, *quiet)


def fallen_due(file: ClientFile, now: datetime) -> ClientFile:
    """Return the file with what is due of this told as it stands now, or taken back."""
    due = [row for row in file.outbox.rows.values() if _is_waiting(row) and row.due_at <= now]
    if not due:
        return file
    hold = holds.hold(file, now)
    return replace(file, outbox=file.outbox.change_all(_as_it_stands(row, hold) for row in due))


def _is_waiting(row: MessageRow) -> bool:
    return row.key.startswith(_PREFIX) and row.state is RowState.PLANNED


def _as_it_stands(row: MessageRow, hold: Hold | None) -> MessageRow:
    if hold is None:
        return replace(row, leaflet=_SETTLED, values={})
    if hold.until is None:
        return skipped(row, OPEN_AGAIN)
    return replace(row, leaflet=_UNTIL, values={"held_until_at": hold.until.isoformat()})
