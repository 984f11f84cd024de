"""The pinned line of the staff group: a sign of life with counts, never a word about a client.

When it is looked at, what it says, which row carries it. Whether an alert is overdue is
`ringing`'s to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import ringing
from bot.core.client import Alert
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, GroupLine
from bot.core.outbox import OVER, ChatId, Lane, MessageRow, RowKey, RowState, skipped
from bot.core.outgoing import Tried

AT_MOST_EVERY = timedelta(seconds=30)
HOUR = timedelta(hours=1)
MOVED = "the group has moved"
_PREFIX = "line:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many alerts are open now, and how many of them nobody has claimed in time."""

    open: int
    overdue: int


def counts(alerts: Sequence[Alert], clinic: ClinicFacts, now: datetime) -> Counts:
    """Return how many alerts are open and overdue."""
    overdue = sum(ringing.is_overdue(alert, clinic, now) for alert in alerts)
    return Counts(open=len(alerts), overdue=overdue)


def next_hour(now: datetime, clinic: ClinicFacts) -> datetime:
    """Return the next full hour on the clinic's clock."""
    local = now.astimezone(clinic.zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return now - past + HOUR


def started(desk: DeskFile, clinic: ClinicFacts, now: datetime) -> DeskFile:
    """Return the group's file with a line from the next full hour on; one that runs goes on."""
    if desk.line is not None:
        return desk
    return replace(desk, line=GroupLine(at=next_hour(now, clinic)))


def looked_at(desk: DeskFile, found: Counts, clinic: ClinicFacts, now: datetime) -> DeskFile:
    """Return the group's file with the line as it is now, where it is time to say so.

    Each full hour, and as soon as a count is another one, but not more often than every 30 s.
    """
    line = desk.line
    if line is None:
        return desk
    is_other = line.said_at is not None and (line.open, line.overdue) != (found.open, found.overdue)
    soonest = now if line.said_at is None else line.said_at + AT_MOST_EVERY
    if now < line.at and not is_other:
        return desk
    if now < soonest <= now + AT_MOST_EVERY:
        # What is due already would keep the file due until then.
        return replace(
            desk, line=replace(line, at=soonest if line.at <= now else min(line.at, soonest))
        )
    said = replace(
        line, at=next_hour(now, clinic), said_at=now, open=found.open, overdue=found.overdue
    )
    return _with_row(replace(desk, line=said), now)


def _with_row(desk: DeskFile, now: datetime) -> DeskFile:
    """Promise the line's message, or an edit of it."""
    key = key_of(desk.moved_to or desk.chat_id)
    first = desk.outbox.rows.get(key)
    row = _row(desk, now)
    if first is None or (first.state in OVER and first.message_id is None):
        return replace(desk, outbox=desk.outbox.change_all([replace(row, key=key)]))
    if first.state is RowState.PLANNED:
        return replace(desk, outbox=desk.outbox.change(key, lambda old: _renewed(old, row)))
    edit = replace(row, key=RowKey(f"{key}:{now:%Y%m%dT%H%M%S}"), edits=key)
    return replace(desk, outbox=desk.outbox.add([edit]))


def _renewed(old: MessageRow, row: MessageRow) -> MessageRow:
    return replace(old, values=row.values)


def _row(desk: DeskFile, now: datetime) -> MessageRow:
    line = desk.line or GroupLine(at=now)
    return MessageRow(
        key=RowKey(_PREFIX),
        leaflet="group_line.line",
        values={
            "checked_time": now.isoformat(),
            "overdue": str(line.overdue),
            "open": str(line.open),
        },
        due_at=now,
        to=desk.moved_to,
        lane=Lane.BULK,
        audible=False,
    )


def key_of(chat: ChatId) -> RowKey:
    """Return the key of the row whose message is the line in that chat."""
    return RowKey(f"{_PREFIX}{chat}")


def is_line(row: MessageRow) -> bool:
    """Tell whether a row's message is the line: it is kept, as it is edited for good."""
    return row.key.startswith(_PREFIX) and row.edits is None


def to_pin(desk: DeskFile) -> int | None:
    """Return the message that is to be pinned, None where it is, or is not there."""
    row = desk.outbox.rows.get(key_of(desk.moved_to or desk.chat_id))
    if desk.line is None or row is None or row.message_id in (None, desk.line.pinned):
        return None
    return row.message_id


def tried_to_pin(desk: DeskFile, message_id: int, came_of_it: Tried) -> DeskFile:
    """Return the group's file after the line's message was to be pinned."""
    if desk.line is None or came_of_it is Tried.LATER:
        return desk
    if came_of_it is Tried.REFUSED:
        return replace(desk, line=replace(desk.line, is_unpinnable=True))
    return replace(desk, line=replace(desk.line, pinned=message_id, is_unpinnable=False))


def moved(desk: DeskFile, now: datetime) -> DeskFile:
    """Return the group's file after its move: the line starts anew there, at once."""
    if desk.line is None:
        return desk
    over = [
        skipped(row, MOVED)
        for key, row in desk.outbox.rows.items()
        if key.startswith(_PREFIX) and row.state is RowState.PLANNED
    ]
    line = replace(desk.line, at=now, said_at=None, pinned=None)
    return replace(desk, line=line, outbox=desk.outbox.change_all(over))
