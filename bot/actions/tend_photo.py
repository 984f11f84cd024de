"""Do what was promised about a photo a client keeps: store its picture, or delete it.

Each may be done twice. What Telegram or the disk cannot do now is done later, or let go for a
reason that stands in the row; a photo whose picture is not stored stays with Telegram.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core import erasure, photo_chores, progress
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId, Lane, MessageRow, RowKey
from bot.core.photo_chores import Chore
from bot.ports import Outside, Refused, StoreUnavailable, TryLater

log = logging.getLogger(__name__)

DONE = "done"
GONE = "the photo is gone"
DISK_AGAIN_AFTER = timedelta(minutes=5)
DISK_TOLD = "progress.disk_full"
_Work = Callable[[Outside, ClinicFacts, ClientFile, MessageRow], Awaitable[str]]


async def tend_photo(
    outside: Outside, clinic: ClinicFacts, file: ClientFile, row: MessageRow
) -> str:
    """Do what a chore says; return what became of it. Raises TryLater, StoreError."""
    return await _WORK[Chore(row.leaflet)](outside, clinic, file, row)


async def _store(outside: Outside, clinic: ClinicFacts, file: ClientFile, row: MessageRow) -> str:
    """Fetch the picture, write it, and note that it lies there, unless it was deleted meanwhile."""
    photo_id = photo_chores.photo_of(row)
    photo = progress.found(file, photo_id)
    if photo is None:
        return GONE
    try:
        content = await outside.messenger.fetch(photo.file_id)
    except Refused as refused:
        return f"Telegram did not give it: {refused.reason}"
    try:
        await outside.store.photos.keep(file.id, photo_id, content)
    except StoreUnavailable:
        log.error("a photo could not be stored", extra={"file": file.id})  # noqa: TRY400
        await _tell_owners(outside, clinic)
        return "the disk refused; it stays with Telegram"
    return DONE if await _noted(outside, file.id, photo_id) else GONE


async def _noted(outside: Outside, file_id: FileId, photo_id: str) -> bool:
    def decide(file: ClientFile) -> tuple[ClientFile, bool]:
        photos = tuple(
            replace(each, is_stored=True) if each.id == photo_id else each for each in file.photos
        )
        return replace(file, photos=photos), progress.found(file, photo_id) is not None

    return await outside.store.change_client(file_id, decide)


async def _tell_owners(outside: Outside, clinic: ClinicFacts) -> None:
    """Tell owners once a start of the program that the disk takes no photos."""
    now, start = outside.clock.now(), outside.store.start
    row = MessageRow(key=RowKey(f"photos:{start}"), leaflet=DISK_TOLD, due_at=now, lane=Lane.ANSWER)

    def told(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    for owner in sorted(clinic.owners):
        await outside.store.change_desk(ChatId(owner), told)


async def _drop(outside: Outside, clinic: ClinicFacts, file: ClientFile, row: MessageRow) -> str:
    """Delete its picture, and remember the photo as deleted, so that no backup brings it back."""
    photo_id, key = photo_chores.photo_of(row), outside.chance.token()
    mark = photo_chores.mark_of(file.id, photo_id)
    try:
        gone = erasure.of_photo(outside.clock.now())
        await outside.store.remember_erased([mark], gone, key=key)
        await outside.store.photos.drop(file.id, photo_id)
    except StoreUnavailable as error:
        raise TryLater(DISK_AGAIN_AFTER) from error
    return DONE


_WORK: Mapping[Chore, _Work] = {Chore.STORE: _store, Chore.DROP: _drop}
