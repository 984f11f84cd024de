"""Remove somebody from the staff: no right from now on, and what only they were told goes on.

Every step can be done again, so that a crash between two of them loses nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import know_clinic, report_damaged
from bot.core import leaving, rights, ringing, staffing
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, MessageRow, RowKey, RowState, UserId, skipped
from bot.core.rights import Verb
from bot.ports import Damaged, NotFound, Outside

KEEP_CHAT = timedelta(hours=48)


async def remove_staff(outside: Outside, clinic: ClinicFacts, user: UserId, *, by: UserId) -> bool:
    """Take all rights of that person away; False where nobody of that id ever worked here.

    Raises NotAllowed.
    """
    rights.require(rights.staff_role(by, clinic), Verb.MANAGE_STAFF)
    now = outside.clock.now()

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        is_known = any(each.id == user for each in file.people)
        return staffing.removed(file, user, by, now), is_known

    if user in clinic.owners or not await outside.store.change_clinic(decide):
        return False
    clinic = await know_clinic.know_clinic(outside, clinic)
    await outside.store.change_desk(ChatId(user), lambda desk: (_shut(desk, now), None))
    for file_id in await outside.store.client_ids("with staff"):
        try:
            await outside.store.change_client(
                file_id, lambda file: (_without(file, user, clinic, now), None)
            )
        except Damaged:
            await report_damaged.report_damaged(outside, clinic, file_id)
        except NotFound:
            # Erased a moment ago, with all its alerts.
            continue
    return True


def _without(file: ClientFile, user: UserId, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return a client's file with what only they had heard, and what they had taken, for others."""
    file = leaving.handed_on(file, ChatId(user), clinic, now)
    return ringing.left_by(file, user, clinic, now)


def _shut(desk: DeskFile, now: datetime) -> DeskFile:
    """Return the chat of one who left: what they were in the middle of goes, and a farewell."""
    if not desk.is_staff:
        return desk
    rows = [
        skipped(row, leaving.LEFT)
        for row in desk.outbox.rows.values()
        if row.state is RowState.PLANNED
    ]
    farewell = MessageRow(
        key=RowKey(f"removed:{now:%Y%m%dT%H%M%S}"), leaflet="people.removed", due_at=now
    )
    return replace(
        desk,
        is_staff=False,
        draft=None,
        draft_until=None,
        offered_code="",
        outbox=desk.outbox.change_all(rows).add([farewell]),
        erase_at=now + KEEP_CHAT,
    )
