"""Set aside an update that could not be handled: kept, staff and client told, the rest goes on."""

from dataclasses import replace
from datetime import datetime

from bot.actions import know_clinic
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.ports import Outside


async def set_aside(
    outside: Outside, clinic: ClinicFacts, update_id: int, chat_id: int, content: str
) -> None:
    """Keep the update as it came, and promise the words to staff and to the one who wrote."""
    now = outside.clock.now()
    await outside.store.keep_aside(update_id, content)
    clinic = await know_clinic.know_clinic(outside, clinic)
    theirs = [chat for chat in clinic.staff_chats if chat == chat_id]
    for chat in sorted({*clinic.owners, *theirs}):
        await _tell(outside, chat, "staff.set_aside", update_id, now)
    if chat_id > 0 and not theirs:
        await _tell(outside, chat_id, "unread.client", update_id, now)


async def _tell(outside: Outside, chat: int, leaflet: str, update_id: int, now: datetime) -> None:
    row = MessageRow(
        key=RowKey(f"aside:{update_id}"),
        leaflet=leaflet,
        values={"update": str(update_id)},
        due_at=now,
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    await outside.store.change_desk(ChatId(chat), decide)
