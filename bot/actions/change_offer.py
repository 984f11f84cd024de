"""Turn on or off what the clinic asks of its clients towards the end of a course."""

from dataclasses import replace

from bot.core import rights
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import UserId
from bot.core.people_screens import OFFERS
from bot.core.rights import Verb
from bot.ports import Outside


async def change_offer(
    outside: Outside, clinic: ClinicFacts, name: str, *, is_on: bool, by: UserId
) -> bool:
    """Set the switch of that name; return whether it is another one now. Raises NotAllowed."""
    rights.require(rights.staff_role(by, clinic), Verb.MANAGE_STAFF)

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        changed = replace(file, **{OFFERS[name]: is_on})  # type: ignore[arg-type]
        return changed, changed != file

    return await outside.store.change_clinic(decide)
