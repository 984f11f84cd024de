"""Hand one row to Telegram, with all that its message needs beside the row."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import draw_link, gather_data, gather_numbers, gather_photos, know_language
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.export import Beside
from bot.core.outbox import DATA, ChatId, Media, MessageRow
from bot.core.outgoing import Outgoing
from bot.ports import File, NotModified, Outside


async def transmit_row(
    outside: Outside, clinic: ClinicFacts, file: File, row: MessageRow, chat_id: ChatId
) -> int:
    """Send or delete what one row says; return Telegram's number. Raises a SendError."""
    if row.deletes is not None:
        await outside.messenger.delete(chat_id, row.deletes)
        return 0
    link = await draw_link.draw_link(outside, file, row)
    target = file.outbox.rows.get(row.edits) if row.edits is not None else None
    edits = target.message_id if target is not None and not row.anew else None
    if row.edits is not None and edits is None:
        row = replace(row, audible=row.audible and row.anew)
    outgoing = Outgoing(
        row=row,
        file=file,
        clinic=clinic,
        chat_id=chat_id,
        language=await know_language.of_reader(outside, clinic, file, row),
        edits=edits,
        link=link,
        beside=await _beside(outside, file, row),
        stored=await _stored(outside, file, row),
        numbers=await gather_numbers.for_row(outside, row),
    )
    try:
        return await outside.messenger.send(outgoing)
    except NotModified:
        return edits or 0


async def _beside(outside: Outside, file: File, row: MessageRow) -> Beside:
    """Return what else is kept of a client, for a row that brings all of it, or the record."""
    if row.media is Media.RECORD:
        return Beside(names=(await outside.store.load_clinic()).names)
    if row.media not in DATA or not isinstance(file, ClientFile):
        return Beside()
    return await gather_data.gather_data(outside, file)


async def _stored(outside: Outside, file: File, row: MessageRow) -> Mapping[str, bytes]:
    """Return the pictures that lie on our disk, for a row that shows a client their photos."""
    if row.media is not Media.PROGRESS or not isinstance(file, ClientFile):
        return {}
    return await gather_photos.gather_photos(outside, file)
