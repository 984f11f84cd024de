"""What is said when data is gone: to staff by the reference, to the client in their chat.

Both stand in the chats' own files. The client's is erased as soon as its words went out, so that
not even the chat's number stays.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from bot.core import forgetting, visitor
from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import OVER, Lane, MessageRow, RowKey
from bot.core.pack import Urgency

_PREFIX = "parting:"


def told_to_staff(desk: DeskFile, file: ClientFile, now: datetime) -> DeskFile:
    """Promise a staff chat the one line that data was erased; the same erasure counts once.

    Where something urgent was open nothing is left to ring: it comes as an alarm, by its urgency.
    """
    urgency = forgetting.most_urgent_open(file)
    row = MessageRow(
        key=_key(file),
        leaflet="staff.erased",
        values={"reference": file.client.reference},
        due_at=now,
    )
    if urgency is not None:
        row = replace(row, leaflet="staff.erased_open")
    if urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY):
        values = {**row.values, "urgency_phrase": f"urgency.{urgency}"}
        row = replace(row, leaflet="staff.erased_urgent", values=values, lane=Lane.ALARM)
    return replace(desk, outbox=desk.outbox.add([row]))


def told_to_client(desk: DeskFile, file: ClientFile, now: datetime) -> DeskFile:
    """Return the chat's file with nothing in it but the last words; said already, as it is."""
    key = _key(file)
    if key in desk.outbox.rows:
        return desk
    bare = DeskFile(id=desk.id, chat_id=desk.chat_id, version=desk.version)
    row = MessageRow(key=key, leaflet="forget.done", due_at=now)
    outbox = bare.outbox.add([row])
    until = now + visitor.KEEP_VISITORS
    return replace(bare, language=file.client.language, outbox=outbox, erase_at=until)


def settled(desk: DeskFile, now: datetime) -> DeskFile:
    """Let the file of a chat that was parted from end with the last of its rows."""
    rows = desk.outbox.rows.values()
    is_parted = not desk.is_staff and any(row.key.startswith(_PREFIX) for row in rows)
    if not is_parted or any(row.state not in OVER for row in rows):
        return desk
    return replace(desk, erase_at=now)


def _key(file: ClientFile) -> RowKey:
    """Return a key that names the erasure and nobody."""
    return RowKey(f"{_PREFIX}{hashlib.sha256(file.id.encode()).hexdigest()[:16]}")
