"""Remember about which client a message in a staff chat is, so that a reply to it finds them."""

from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId
from bot.ports import Outside


async def remember_message(
    outside: Outside, chat: ChatId, message_id: int, file_id: FileId
) -> None:
    """Note the client's file by the number of the message in that chat; twice is once."""

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return desk.knowing(message_id, file_id), None

    await outside.store.change_desk(chat, decide)
