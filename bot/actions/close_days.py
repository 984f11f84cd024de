"""Close the clinic on some days, or open it again: both hold wherever hours are named."""

from datetime import date

from bot.core import closing, rights
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.closing import Stretch
from bot.core.outbox import UserId
from bot.core.rights import Verb
from bot.core.staff_dates import Sentence
from bot.ports import Outside


async def close_days(
    outside: Outside, clinic: ClinicFacts, stretch: Stretch, *, by: UserId
) -> Sentence | None:
    """Keep the days as closed; return the sentence why not. Raises NotAllowed."""
    rights.require(rights.staff_role(by, clinic), Verb.CHANGE_CLOSED_DAYS)
    now = outside.clock.now()

    def decide(file: ClinicFile) -> tuple[ClinicFile, Sentence | None]:
        changed = closing.closed(file, stretch, clinic, by, now)
        return (file, changed) if isinstance(changed, Sentence) else (changed, None)

    return await outside.store.change_clinic(decide)


async def open_again(outside: Outside, clinic: ClinicFacts, first: date, *, by: UserId) -> bool:
    """Take the closed days away that begin then; False where none do. Raises NotAllowed."""
    rights.require(rights.staff_role(by, clinic), Verb.CHANGE_CLOSED_DAYS)

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        changed = closing.opened(file, first)
        return changed, changed != file

    return await outside.store.change_clinic(decide)
