"""Know in which language somebody who is no client reads: their own choice, else the clinic's."""

from bot.actions import report_damaged
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, MessageRow
from bot.ports import Damaged, File, NotFound, Outside


async def know_language(outside: Outside, clinic: ClinicFacts, chat: ChatId) -> str:
    """Return the language of a private chat; the clinic's where none was chosen there."""
    return await _chosen(outside, clinic, chat) or clinic.language


async def of_reader(outside: Outside, clinic: ClinicFacts, file: File, row: MessageRow) -> str:
    """Return what the member of staff chose to whom a client's file sends a row, else ""."""
    if not isinstance(file, ClientFile) or row.to is None or row.to < 0:
        return ""
    return await _chosen(outside, clinic, row.to)


async def _chosen(outside: Outside, clinic: ClinicFacts, chat: ChatId) -> str:
    try:
        desk = await outside.store.load(desk_id(chat))
    except NotFound:
        return ""
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, desk_id(chat))
        return ""
    return desk.language if isinstance(desk, DeskFile) else ""
