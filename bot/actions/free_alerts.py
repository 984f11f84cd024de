"""Free the alerts of those who are not on the staff any more, at each start.

Whoever is removed by a tap leaves theirs at once; an owner is taken out of the settings.
"""

from collections.abc import Callable
from datetime import datetime

from bot.actions import know_clinic, report_damaged
from bot.core import ringing
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, FileId, UserId
from bot.ports import Damaged, NotFound, Outside


async def free_alerts(outside: Outside, clinic: ClinicFacts) -> None:
    """Give every open alert back that somebody has who is none of the staff; it rings for all."""
    known, now = await know_clinic.know_clinic(outside, clinic), outside.clock.now()
    for file_id, user in await _held_by_others(outside, known):
        try:
            await outside.store.change_client(file_id, _leaving(user, known, now))
        except Damaged:
            await report_damaged.report_damaged(outside, known, file_id)
        except NotFound:
            # Erased a moment ago, with all its alerts.
            continue


def _leaving(
    user: UserId, clinic: ClinicFacts, now: datetime
) -> Callable[[ClientFile], tuple[ClientFile, None]]:
    return lambda file: (ringing.left_by(file, user, clinic, now), None)


async def _held_by_others(outside: Outside, clinic: ClinicFacts) -> list[tuple[FileId, UserId]]:
    """Return the files with such an alert, and who has it; each pair once."""
    found = {
        (file_id, alert.claimed_by): None
        for file_id, alert in await outside.store.open_alerts()
        if alert.claimed_by is not None and ChatId(alert.claimed_by) not in clinic.staff_chats
    }
    return list(found)
