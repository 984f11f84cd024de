"""The timeline of one client as a file for the clinic's own record: promised as a row.

The file is made when it is sent, from what is kept at that moment.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.client import ClientFile
from bot.core.incoming import Incoming
from bot.core.outbox import Media, MessageRow, RowKey, RowState

EXPORTED = "record exported"
_WAITING = frozenset({RowState.PLANNED, RowState.CLAIMED})


def promised(file: ClientFile, incoming: Incoming, now: datetime) -> ClientFile:
    """Return the file with the record promised to whoever asked, and that noted; once an update.

    Whoever asks again before it came gets one.
    """
    if file.outbox.has_seen(incoming.update_id) or _is_coming(file, incoming):
        return file
    row = MessageRow(
        key=RowKey(f"record:{incoming.update_id}"),
        leaflet="staff.record",
        values={"reference": file.client.reference},
        due_at=now,
        to=incoming.chat_id,
        media=Media.RECORD,
    )
    outbox = file.outbox.add([row]).saw(incoming.update_id, now)
    return replace(file, outbox=outbox).noting(now, EXPORTED, str(incoming.user_id))


def _is_coming(file: ClientFile, incoming: Incoming) -> bool:
    return any(
        row.media is Media.RECORD and row.to == incoming.chat_id and row.state in _WAITING
        for row in file.outbox.rows.values()
    )
