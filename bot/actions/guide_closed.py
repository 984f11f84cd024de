"""Guide staff through closed days: `/closed` shows them or closes some, a tap opens again."""

from datetime import date

from bot.actions import close_days, tell_staff
from bot.core import closing, days, people_screens, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.rights import Verb
from bot.core.staff_dates import Sentence
from bot.ports import Outside

OLD_BUTTON = "toast.old_button"


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/closed`, and `/closed 2026-12-24..2026-12-27`. Raises NotAllowed."""
    role = rights.staff_role(incoming.user_id, clinic)
    rights.require(role, Verb.SEE_CLOSED_DAYS)
    if not incoming.text:
        return await _show(outside, clinic, incoming)
    if not rights.may(role, Verb.CHANGE_CLOSED_DAYS):
        return await _say(outside, incoming, Sentence(phrase="closed.not_yours"))
    stretch = closing.read(incoming.text, clinic, outside.clock.now())
    if isinstance(stretch, Sentence):
        return await _say(outside, incoming, stretch)
    why_not = await close_days.close_days(outside, clinic, stretch, by=incoming.user_id)
    if why_not is not None:
        return await _say(outside, incoming, why_not)
    return await _show(outside, clinic, incoming)


async def guide_closed(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer a tap that opens the clinic again; return the toast."""
    role = rights.staff_role(incoming.user_id, clinic)
    if not rights.may(role, Verb.CHANGE_CLOSED_DAYS):
        return "toast.only_clinician_closed"
    first = _day(incoming.word(2))
    if incoming.word(1) != people_screens.OPEN_AGAIN or first is None:
        return OLD_BUTTON
    is_done = await close_days.open_again(outside, clinic, first, by=incoming.user_id)
    await _show(outside, clinic, incoming)
    return "toast.saved" if is_done else OLD_BUTTON


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _show(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    role = rights.staff_role(incoming.user_id, clinic)
    screen = people_screens.closed_days(
        await outside.store.load_clinic(),
        days.day_of(outside.clock.now(), clinic.zone),
        may_change=rights.may(role, Verb.CHANGE_CLOSED_DAYS),
    )
    return await tell_staff.say(outside, incoming, [screen])


async def _say(outside: Outside, incoming: Incoming, why: Sentence) -> str:
    answer = Answer(leaflet=why.phrase, values=why.values)
    return await tell_staff.say(outside, incoming, [answer])
