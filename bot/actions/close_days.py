"""Close the clinic on some days, or open it again: both hold wherever hours are named."""

from datetime import date

from bot.actions import know_clinic, plan_digests, report_damaged
from bot.core import closing, rights, ringing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.closing import Stretch
from bot.core.outbox import UserId
from bot.core.rights import Verb
from bot.core.staff_dates import Sentence
from bot.ports import Damaged, NotFound, Outside


async def close_days(
    outside: Outside, clinic: ClinicFacts, stretch: Stretch, *, by: UserId
) -> Sentence | None:
    """Keep the days as closed; return the sentence why not. Raises NotAllowed."""
    rights.require(rights.staff_role(by, clinic), Verb.CHANGE_CLOSED_DAYS)
    now = outside.clock.now()

    def decide(file: ClinicFile) -> tuple[ClinicFile, Sentence | None]:
        changed = closing.closed(file, stretch, clinic, by, now)
        return (file, changed) if isinstance(changed, Sentence) else (changed, None)

    why_not = await outside.store.change_clinic(decide)
    await _plan_anew(outside, clinic)
    return why_not


async def open_again(outside: Outside, clinic: ClinicFacts, first: date, *, by: UserId) -> bool:
    """Take the closed days away that begin then; False where none do. Raises NotAllowed."""
    rights.require(rights.staff_role(by, clinic), Verb.CHANGE_CLOSED_DAYS)

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        changed = closing.opened(file, first)
        return changed, changed != file

    is_opened = await outside.store.change_clinic(decide)
    await _plan_anew(outside, clinic)
    return is_opened


async def _plan_anew(outside: Outside, clinic: ClinicFacts) -> None:
    """Move digests to the next morning on which the clinic opens now, and rings forward to it."""
    known = await know_clinic.know_clinic(outside, clinic)
    await plan_digests.plan_digests(outside, known)
    now = outside.clock.now()
    for file_id in dict.fromkeys(file_id for file_id, _ in await outside.store.open_alerts()):
        try:
            await outside.store.change_client(
                file_id, lambda file: (ringing.brought_forward(file, known, now), None)
            )
        except Damaged:
            await report_damaged.report_damaged(outside, known, file_id)
        except NotFound:
            # Erased a moment ago, with all its alerts.
            continue
