"""The pinned card while something is open: it is edited when a hold begins, changes and ends.

It stands above the chat all day, so that times written before an alert would be read as promises.
What it says is `step_claims`', how a hold is told `render`'s.
"""

from dataclasses import replace

from bot.core import corrections, holds, plan
from bot.core.client import ClientFile, Status
from bot.core.outbox import MessageRow, RowKey, RowState
from bot.core.plan import Moment

_OUT = (RowState.CLAIMED, RowState.SENT)


def kept_true(moment: Moment) -> ClientFile:
    """Return the file with a silent edit of the card where another hold stands on it than now."""
    file, now = moment.file, moment.now
    if not _is_read(file) or _newest(file).values == holds.mark(file, now):
        return file
    # Whatever begins or ends a hold before its time leaves an event.
    cause = f"{now:%Y%m%dT%H%M%S}-{len(file.events)}"
    key = RowKey(f"held-card:{file.session.id}:{cause}")
    return replace(file, outbox=file.outbox.add([replace(corrections.fresh_card(moment), key=key)]))


def _is_read(file: ClientFile) -> bool:
    client = file.client
    is_there = client.status is Status.LINKED and client.unreachable_since is None
    return is_there and file.ending is None and corrections.is_told(file)


def _newest(file: ClientFile) -> MessageRow:
    """Return the newest row of the card that is out or on its way."""
    card = plan.step_key(file.session, "card")
    rows = [
        row for key, row in file.outbox.rows.items() if card in (key, row.edits) and _is_shown(row)
    ]
    return max(reversed(rows), key=lambda row: row.as_of or row.due_at)


def _is_shown(row: MessageRow) -> bool:
    """Tell whether a row is out, or is an edit of this moment; the days to come are neither."""
    return row.state in _OUT or (row.state is RowState.PLANNED and row.as_of is not None)
