"""What is to be done about a kept photo beside messages: store its picture, or delete it.

Each is promised as a row, so that no crash forgets it; such a row is never sent itself. What staff
were shown of it is `showing`'s to take back. Pure.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.core.client import ProgressPhoto
from bot.core.outbox import FileId, Lane, Media, MessageRow, RowKey, RowState, skipped

DELETED = "the client deleted the photo"


class Chore(StrEnum):
    """What is to be done, which stands in the row as its leaflet."""

    STORE = "photo.store"
    DROP = "photo.drop"


def is_chore(row: MessageRow) -> bool:
    """Tell whether a row is something to be done instead of a message."""
    return row.lane is Lane.CHORE


def photo_of(row: MessageRow) -> str:
    """Return the id of the photo that a chore is about."""
    return row.values.get("photo", "")


def mark_of(file_id: FileId, photo_id: str) -> str:
    """Return the name by which a deleted photo is remembered, should a backup bring it back."""
    return f"{file_id}.{photo_id}"


def storing(photo: ProgressPhoto, now: datetime) -> MessageRow:
    """Return the promise to fetch a photo and keep its picture on the disk."""
    return _chore(Chore.STORE, photo.id, photo.id, now)


def dropping(photo: ProgressPhoto, now: datetime) -> MessageRow:
    """Return the promise that nothing of a deleted photo stays on the disk.

    A picture may be on its way there just now, so it is promised whether it is known to lie there
    or not.
    """
    return _chore(Chore.DROP, photo.id, photo.id, now)


def without_file(row: MessageRow) -> MessageRow:
    """Return a row without the photo it bore; what only was to bring it is not sent any more."""
    bare = replace(row, file_id="")
    if row.state is not RowState.PLANNED:
        return bare
    return skipped(bare, DELETED) if row.alert is None else replace(bare, media=Media.NONE)


def _chore(chore: Chore, name: str, photo_id: str, now: datetime) -> MessageRow:
    return MessageRow(
        key=RowKey(f"{chore}:{name}"),
        leaflet=chore,
        due_at=now,
        values={"photo": photo_id} if photo_id else {},
        lane=Lane.CHORE,
        audible=False,
    )
