"""Promise the next digest to everybody on the staff who wants one."""

from bot.core import digest
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.ports import Outside


async def plan_digests(outside: Outside, clinic: ClinicFacts) -> None:
    """Promise it, or take it back; what is promised rightly stays as it is. Raises StoreError."""
    now = outside.clock.now()

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return digest.planned(desk, clinic, now), None

    for chat in clinic.staff_chats:
        await outside.store.change_desk(chat, decide)
