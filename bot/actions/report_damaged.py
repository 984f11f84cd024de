"""Report a damaged client file: staff are told which, and the client is asked to phone."""

from dataclasses import replace

from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId, Lane, MessageRow, RowKey
from bot.ports import Outside


async def report_damaged(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, *, chat_id: ChatId | None = None
) -> None:
    """Tell each owner once, and the chat that wrote, if any; the file itself was put aside."""
    for owner in sorted(clinic.owners):
        await _tell(outside, ChatId(owner), "staff.damaged", file_id)
    if chat_id is not None:
        await _tell(outside, chat_id, "unread.client", file_id)


async def _tell(outside: Outside, chat: ChatId, leaflet: str, file_id: FileId) -> None:
    row = MessageRow(
        key=RowKey(f"damaged:{file_id}"),
        leaflet=leaflet,
        values={"file": file_id},
        due_at=outside.clock.now(),
        lane=Lane.ALARM,
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    await outside.store.change_desk(chat, decide)
