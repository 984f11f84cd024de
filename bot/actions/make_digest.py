"""Make the digest of a staff chat whose promise has fallen due, from what stands now."""

from bot.actions import see_board
from bot.core import digest
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import FileId
from bot.ports import Outside


async def make_digest(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> None:
    """Turn the promise into the list, once; a file without one that is due stays as it is."""
    desk, now = await outside.store.load(file_id), outside.clock.now()
    if not isinstance(desk, DeskFile) or digest.due(desk, now) is None:
        return
    lines = await see_board.see_board(outside, clinic) if digest.is_wanted(desk, clinic) else ()

    def decide(each: DeskFile) -> tuple[DeskFile, None]:
        return digest.kept(each, lines, clinic, now), None

    await outside.store.change_desk(desk.chat_id, decide)
