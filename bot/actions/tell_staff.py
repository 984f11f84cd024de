"""Tell a member of staff something in their private chat, and keep what they are in the middle of.

Each update is answered once: what answers it, and that it was answered, are one save.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core import digest, staff
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.ports import Outside

OLD_BUTTON = "toast.old_button"
KEEP_DRAFTS = timedelta(days=7)


async def say(
    outside: Outside, incoming: Incoming, answers: list[Answer], **changes: object
) -> str:
    """Promise the answers to whoever wrote or tapped, and change their desk file; no toast.

    What was asked for before is asked for no more, unless `asking` says so.
    """
    now = outside.clock.now()

    def decide(desk: DeskFile) -> tuple[DeskFile, str]:
        changed = replace(desk, **{"asking": "", **changes})  # type: ignore[arg-type]
        is_open = changed.draft is not None or changed.asking
        until = now + KEEP_DRAFTS if is_open else None
        changed = replace(changed, draft_until=until)
        return staff.answered(changed, incoming, answers, now), ""

    return await outside.store.change_desk(incoming.chat_id, decide)


async def desk_of(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> DeskFile:
    """Return the desk file of this member of staff, with a code to offer."""

    def known(desk: DeskFile) -> tuple[DeskFile, DeskFile]:
        fresh = replace(
            desk, is_staff=True, language=desk.language or clinic.language, erase_at=None
        )
        fresh = digest.planned(fresh, clinic, outside.clock.now())
        return fresh, fresh

    desk = await outside.store.change_desk(incoming.chat_id, known)
    if desk.offered_code:
        return desk
    code = f"K-{await outside.store.next_code()}"

    def offered(desk: DeskFile) -> tuple[DeskFile, DeskFile]:
        fresh = replace(desk, offered_code=desk.offered_code or code)
        return fresh, fresh

    return await outside.store.change_desk(incoming.chat_id, offered)
