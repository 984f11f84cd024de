"""Guide an owner through the screens of `/staff`: who works here, inviting, removing."""

from bot.actions import (
    change_offer,
    change_role,
    hold_drill,
    invite_staff,
    remove_staff,
    tell_staff,
)
from bot.core import drill_screens, people_screens, rights, staffing
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import UserId
from bot.core.rights import INVITED_ROLES, Role, Verb
from bot.ports import Outside

OLD_BUTTON = "toast.old_button"
DIGITS_MOST = 15


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/staff` with who works here, an owner's to see."""
    role = rights.staff_role(incoming.user_id, clinic)
    if not rights.may(role, Verb.MANAGE_STAFF):
        refusal = Answer(leaflet="people.owner_only")
        return await tell_staff.say(outside, incoming, [refusal])
    return await _show_list(outside, clinic, incoming)


async def guide_people(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer a tap on one of the screens; return the toast."""
    role = rights.staff_role(incoming.user_id, clinic)
    if not rights.may(role, Verb.MANAGE_STAFF):
        return "toast.owner_only"
    step = _STEPS.get(incoming.word(1))
    return OLD_BUTTON if step is None else await step(outside, clinic, incoming)


async def _show_list(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Show the page that a button names, or else the first."""
    is_turned = incoming.word(1) == people_screens.LIST
    page = max(_number(incoming), 0) if is_turned else 0
    file = await outside.store.load_clinic()
    links = staffing.open_invitations(file, outside.clock.now())
    screen = people_screens.listed(file, clinic, links, page)
    screen = drill_screens.beside(screen, file, outside.clock.now())
    return await tell_staff.say(outside, incoming, [screen])


async def _show_person(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    person = (await outside.store.load_clinic()).person(_number(incoming))
    if person is None:
        return OLD_BUTTON
    is_asked = incoming.word(1) == people_screens.REMOVE
    screen = people_screens.sure(person) if is_asked else people_screens.one(person)
    return await tell_staff.say(outside, incoming, [screen])


async def _invite(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    role = incoming.word(2)
    if role not in INVITED_ROLES:
        return OLD_BUTTON
    if not await invite_staff.invite_staff(outside, clinic, incoming, Role(role)):
        return "toast.too_many_invited"
    await _show_list(outside, clinic, incoming)
    return "toast.staff_link"


async def _take_back(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    await invite_staff.take_back(outside, clinic, incoming, _number(incoming))
    await _show_list(outside, clinic, incoming)
    return "toast.saved"


async def _remove(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    if incoming.word(3) != people_screens.YES:
        return await _show_person(outside, clinic, incoming)
    user = UserId(_number(incoming))
    if not await remove_staff.remove_staff(outside, clinic, user, by=incoming.user_id):
        return OLD_BUTTON
    await _show_list(outside, clinic, incoming)
    return "toast.staff_removed"


async def _give_role(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    user, role, by = UserId(_number(incoming)), incoming.word(3), incoming.user_id
    if not await change_role.change_role(outside, clinic, user, role, by=by):
        return OLD_BUTTON
    return await _show_person(outside, clinic, incoming) or "toast.saved"


async def _turn(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Turn one of the clinic's asks on or off; an invitation to book needs a link to book with."""
    name, word = incoming.word(2), incoming.word(3)
    if name not in people_screens.OFFERS or word not in (people_screens.ON, people_screens.OFF):
        return OLD_BUTTON
    is_on = word == people_screens.ON
    if name == "booking" and is_on and not clinic.booking_url:
        return "toast.no_booking_link"
    await change_offer.change_offer(outside, clinic, name, is_on=is_on, by=incoming.user_id)
    await _show_list(outside, clinic, incoming)
    return "toast.saved"


async def drill(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/drill`, an owner's to hold."""
    role = rights.staff_role(incoming.user_id, clinic)
    if not rights.may(role, Verb.HOLD_DRILL):
        return await tell_staff.say(outside, incoming, [Answer(leaflet="toast.owner_only")])
    said = await hold_drill.hold_drill(outside, clinic, incoming)
    return await tell_staff.say(outside, incoming, [Answer(leaflet=said)])


async def _hold(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    said = await hold_drill.hold_drill(outside, clinic, incoming)
    await _show_list(outside, clinic, incoming)
    return said


async def _switch_monthly(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    if incoming.word(2) not in (drill_screens.ON, drill_screens.OFF):
        return OLD_BUTTON
    is_on = incoming.word(2) == drill_screens.ON
    await hold_drill.switch_monthly(outside, clinic, incoming, on=is_on)
    await _show_list(outside, clinic, incoming)
    return "toast.saved"


def _number(incoming: Incoming) -> int:
    """Return the number that a button names, -1 where it names none."""
    word = incoming.word(2)
    return int(word) if word.isdecimal() and len(word) <= DIGITS_MOST else -1


_STEPS = {
    people_screens.LIST: _show_list,
    people_screens.ONE: _show_person,
    people_screens.INVITE: _invite,
    people_screens.TAKE_BACK: _take_back,
    people_screens.REMOVE: _remove,
    people_screens.ROLE: _give_role,
    people_screens.OFFER: _turn,
    drill_screens.HOLD: _hold,
    drill_screens.MONTHLY: _switch_monthly,
}
