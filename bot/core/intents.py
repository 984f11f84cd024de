"""Which claims must be on the disk before the send, and whether a claim still holds. Pure.

The intent on the disk is what tells after a crash that a message may be out already. A change of
what stands there can be made twice without a trace, so that it needs none: one write less.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import Media, MessageRow, Outbox, RowState

File = TypeVar("File", bound=ClientFile | DeskFile)
Rows = Collection[MessageRow]


def written(before: File, claimed: File, rows: Rows) -> tuple[File, Rows]:
    """Return the file to be written before these rows are sent, and the rows as they stand there.

    Where each only changes what is there, and nothing else was decided, such as what a step will
    say, it is the file as it was: its rows stay planned.
    """
    if not rows or not all(_only_changes_a_message(row, before.outbox) for row in rows):
        return claimed, rows
    planned = [replace(row, state=RowState.PLANNED, lease=None) for row in rows]
    if replace(claimed, outbox=claimed.outbox.change_all(planned)) != before:
        return claimed, rows
    return before, planned


def _only_changes_a_message(row: MessageRow, outbox: Outbox) -> bool:
    target = outbox.rows.get(row.edits) if row.edits is not None and not row.anew else None
    return target is not None and target.message_id is not None and row.media is Media.NONE


def is_held(found: MessageRow | None, row: MessageRow) -> bool:
    """Tell whether a row is still as it was when it was taken for sending."""
    if row.state is not RowState.CLAIMED:
        return found == row
    return found is not None and (found.state, found.lease) == (row.state, row.lease)
