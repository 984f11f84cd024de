"""Whether an enrolment may begin: does an alarm reach anybody, and are all texts signed?"""

from bot.core.clinic import ClinicFacts, Unsigned
from bot.core.desk import Draft
from bot.core.incoming import Answer
from bot.ports import Outside


async def is_anybody_reached(outside: Outside, clinic: ClinicFacts) -> bool:
    """Tell whether an alarm would reach any chat of the staff."""
    for chat in clinic.alert_chats:
        desk = await outside.store.change_desk(chat, lambda desk: (desk, desk))
        if desk.reached_at is not None:
            return True
    return False


def of_start(outside: Outside, clinic: ClinicFacts) -> list[Answer]:
    """Return the line about unsigned texts, where there is no choice between treatments."""
    first, *others = outside.library.packs
    return [] if others else unsigned(outside, clinic, first)


def of_choice(
    outside: Outside, clinic: ClinicFacts, before: Draft, after: Draft | None
) -> list[Answer]:
    """Return the line about unsigned texts of a treatment that was chosen just now."""
    if after is None or before.screen != "treatment" or after.screen == "treatment":
        return []
    return unsigned(outside, clinic, after.treatment)


def unsigned(outside: Outside, clinic: ClinicFacts, treatment: str) -> list[Answer]:
    """Return the line about texts that could be sent, in any language, and are unsigned."""
    today = outside.clock.now().astimezone(clinic.zone).date()
    found = {
        name
        for language in outside.library.packs[treatment].languages
        for name in outside.library.unsigned(treatment, language, today)
    }
    if not found:
        return []
    refused = clinic.unsigned is Unsigned.REFUSE
    leaflet = "enrol.unsigned_refused" if refused else "enrol.unsigned_draft"
    return [Answer(leaflet=leaflet, values={"count": str(len(found))})]
