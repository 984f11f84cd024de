"""What became of an answer of staff, told to its writer; "delivered" needs Telegram's own number.

Where it never arrived, the client hears at least that somebody has seen what they wrote.

It is looked at whenever a row of the client's was sent, failed, or is claimed. What goes out is
`answering`'s.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.core import answering, claims
from bot.core.client import ClientFile
from bot.core.outbox import OVER, MessageRow, RowKey, RowState, anew, skipped
from bot.core.said import ClinicMessage

TOO_LATE = "it could not be sent in time"
NOBODY = "nobody is linked who agreed"


class Standing(StrEnum):
    """What became of an answer; each is the phrase that tells its writer."""

    ON_ITS_WAY = answering.ON_ITS_WAY
    DOUBTFUL = "talk.doubtful"
    DELIVERED = "talk.delivered"
    UNSURE = "talk.unsure"
    BLOCKED = "talk.blocked"
    UNLINKED = "talk.unlinked"
    LATE = "talk.late"
    REFUSED = "talk.refused"


# The client's chat is there, and this answer is not in it.
_IN_VAIN = frozenset({Standing.LATE, Standing.REFUSED})
_GOING_ON = frozenset({"", Standing.ON_ITS_WAY, Standing.DOUBTFUL})


def sent(file: ClientFile) -> list[ClinicMessage]:
    """Return the answers that went to the client, or are on their way."""
    gone = frozenset({Standing.UNLINKED, Standing.BLOCKED, Standing.LATE, Standing.REFUSED})
    return [each for each in file.replies if each.row and standing(file, each) not in gone]


def settled(file: ClientFile, now: datetime) -> ClientFile:
    """Tell each writer what became of their answer; what is too late, or has no reader, ends."""
    for written in file.replies:
        if written.row and written.told in _GOING_ON:
            file = _ended(file, written, now)
            file = _told(file, written, now)
    return file


def _ended(file: ClientFile, written: ClinicMessage, now: datetime) -> ClientFile:
    """Give up rows that wait for nobody: whoever links next is perhaps another person."""
    waiting = [row for row in rows_of(file, written) if row.state is RowState.PLANNED]
    if answering.why_not(file):
        given_up = [skipped(row, NOBODY) for row in waiting]
    else:
        late = [row for row in waiting if row.valid_until is not None and now > row.valid_until]
        given_up = [skipped(row, TOO_LATE) for row in late]
    return replace(file, outbox=file.outbox.change_all(given_up)) if given_up else file


def forgotten(file: ClientFile, now: datetime) -> ClientFile:
    """Return the file without what was written to a wrong person; its writers are told first."""
    file = settled(file, now)
    open_still = [each for each in file.replies if each.row and each.told in _GOING_ON]
    rows = [
        replace(row, values={}, file_id="")
        for row in file.outbox.rows.values()
        if answering.is_answer(row) and row.state in OVER
    ]
    bare = tuple(replace(each, text="", file_id="") for each in open_still)
    return replace(file, replies=bare, outbox=file.outbox.change_all(rows))


def rows_of(file: ClientFile, written: ClinicMessage) -> list[MessageRow]:
    """Return the rows that carry an answer to the client, the first one first."""
    rows = file.outbox.rows.values()
    if written.row is None:
        return []
    return [row for row in rows if f"{row.key}:".startswith(f"{written.row}:")]


def standing(file: ClientFile, written: ClinicMessage) -> Standing:
    """Return what became of an answer: delivered is only what Telegram gave an id for."""
    rows = rows_of(file, written)
    if not rows:  # forgotten long after they went
        return Standing(written.told or Standing.ON_ITS_WAY)
    gone = next((row for row in rows if row.state is RowState.SKIPPED), None)
    if gone is not None:
        return _why_gone(file, gone)
    if any(row.state is RowState.DOUBTFUL for row in rows):
        return Standing.UNSURE
    if all(row.state is RowState.SENT for row in rows):
        return Standing.DELIVERED
    doubted = any(row.doubted and row.state is not RowState.SENT for row in rows)
    return Standing.DOUBTFUL if doubted else Standing.ON_ITS_WAY


def _why_gone(file: ClientFile, row: MessageRow) -> Standing:
    if row.reason == TOO_LATE:
        return Standing.LATE
    if answering.why_not(file):
        return Standing.UNLINKED
    is_blocked = file.client.unreachable_since is not None
    return Standing.BLOCKED if is_blocked else Standing.REFUSED


def _told(file: ClientFile, written: ClinicMessage, now: datetime) -> ClientFile:
    """Say to the writer what is true now, in place of what was said or was to be said."""
    found = standing(file, written)
    if found == (written.told or Standing.ON_ITS_WAY):
        return file
    replies = tuple(
        replace(each, told=found) if each.id == written.id else each for each in file.replies
    )
    file = replace(file, replies=replies)
    if found in _IN_VAIN:
        file = claims.seen_after_all(file, written.by, written.at, now)
    said = file.outbox.rows.get(answering.told_key(written))
    if said is None:
        return file
    true = replace(said, leaflet=found, values={**said.values, **_delivered(file, written)})
    if said.state in (RowState.PLANNED, RowState.CLAIMED):
        return replace(file, outbox=file.outbox.change_all([true]))
    key = RowKey(f"{said.key}:{found.rpartition('.')[2]}")
    edit = replace(anew(true, key, now), edits=said.edits or said.key)
    return replace(file, outbox=file.outbox.add([edit]))


def _delivered(file: ClientFile, written: ClinicMessage) -> dict[str, str]:
    instants = [row.sent_at for row in rows_of(file, written) if row.sent_at is not None]
    return {"delivered_time": max(instants).isoformat()} if instants else {}
