"""Change a session's time: what is unsent is dated anew, what was sent is corrected once."""

from dataclasses import replace
from datetime import datetime

from bot.core import plan, rights
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId, MessageRow, RowKey, RowState, UserId
from bot.core.rights import Verb
from bot.ports import Outside


async def change_session(
    outside: Outside,
    clinic: ClinicFacts,
    file_id: FileId,
    *,
    ended_at: datetime,
    staff: UserId,
) -> bool:
    """Set when needling ended (aware UTC); return False when it was so already.

    Raises NotAllowed, NotFound.
    """
    rights.require(rights.staff_role(staff, clinic), Verb.CHANGE_SESSION)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, bool]:
        if file.session.ended_at == ended_at:
            return file, False
        pack = outside.library.packs[file.client.treatment]
        changed = file.with_session(replace(file.session, ended_at=ended_at))
        moved = ended_at - file.session.ended_at
        erase_at = None if file.erase_at is None else file.erase_at + moved
        changed = replace(changed, erase_at=erase_at)
        changed = plan.replan(changed, pack, now)
        changed = _correction(changed, now)
        return changed.noting(now, "session time corrected", str(staff)), True

    return await outside.store.change_client(file_id, decide)


def _correction(file: ClientFile, now: datetime) -> ClientFile:
    """Tell a client who was sent something already, once for each version, with a fresh card."""
    card = plan.step_key(file.session, "card")
    told = file.outbox.rows.get(card)
    if file.client.status is not Status.LINKED or told is None or told.state is not RowState.SENT:
        return file
    version = file.session.plan_version
    row = MessageRow(
        key=RowKey(f"correction:{file.session.id}:{version}"),
        leaflet="session.corrected",
        values={"session_at": file.session.ended_at.isoformat()},
        due_at=now,
    )
    return replace(file, outbox=file.outbox.add([row]))
