"""Gather what is kept of a client outside their own file, for the copy they asked for."""

from bot.actions import erase_client
from bot.core import desk as desks
from bot.core import traces
from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.export import Beside
from bot.core.outbox import FileId, MessageRow
from bot.ports import Damaged, NotFound, Outside


async def gather_data(outside: Outside, file: ClientFile) -> Beside:
    """Return earlier courses, what chats' own files say of the client, and what was put aside."""
    former = await erase_client.former_files(outside, file)
    found = traces.of(file, *former)
    own = None if file.client.chat_id is None else desks.desk_id(file.client.chat_id)
    told: list[MessageRow] = []
    known: list[int] = []
    for desk_id in await outside.store.desk_ids():
        desk = await _desk(outside, desk_id)
        if desk is not None and desk_id != own:
            told.extend(traces.rows_about(desk, found))
            known.extend(traces.messages_about(desk, found))
    return Beside(
        former=former,
        chat=None if own is None else await _desk(outside, own),
        told=tuple(told),
        known=tuple(known),
        copies=await outside.store.put_aside_about(file.id, names=found.names),
    )


async def _desk(outside: Outside, desk_id: FileId) -> DeskFile | None:
    try:
        desk = await outside.store.load(desk_id)
    except (NotFound, Damaged):
        # What cannot be read is put aside, and found there by the client's names.
        return None
    return desk if isinstance(desk, DeskFile) else None
