"""Guide a member of staff: who does what with a command, a tap, or what they type.

Rights are asked first, by numeric id, here and again in each action.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import (
    close_alert,
    guide_closed,
    guide_enrolment,
    guide_people,
    guide_photos,
    guide_rules,
    renew_invitation,
    tell_staff,
)
from bot.core import (
    consent,
    invitations,
    people_screens,
    progress_staff,
    rights,
    staff,
    staffing,
)
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.rights import Verb
from bot.ports import Outside

OLD_BUTTON = "toast.old_button"
_Step = Callable[[Outside, ClinicFacts, Incoming, DeskFile], Awaitable[str]]


async def guide_staff(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Answer one update of a member of staff in their private chat; return the toast.

    Raises NotAllowed for anybody else.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.ENROL)
    desk = await tell_staff.desk_of(outside, clinic, incoming)
    if desk.outbox.has_seen(incoming.update_id):
        return ""
    return await _step_for(incoming, desk)(outside, clinic, incoming, desk)


def _step_for(incoming: Incoming, desk: DeskFile) -> _Step:
    match incoming.kind:
        case Kind.BLOCKED | Kind.UNBLOCKED:
            return _come_or_gone
        case Kind.COMMAND:
            return _command(incoming, desk)
        case Kind.TAP:
            return _TAPS.get(incoming.word(0), _old_form)
        case _:
            return _typed(desk)


def _command(incoming: Incoming, desk: DeskFile) -> _Step:
    if incoming.command == "start" and incoming.text:
        return _preview
    if staff.is_reference(incoming, desk.draft, [*_COMMANDS]):
        return _typed_reference
    return _COMMANDS.get(incoming.command, _simple)


def _typed(desk: DeskFile) -> _Step:
    """Return who takes what is typed: what was asked for last, then the open form."""
    asked = _ASKED.get(desk.asking.split(":")[0])
    if asked is not None:
        return asked
    return _simple if desk.draft is None else guide_enrolment.go_on


async def _simple(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    return await tell_staff.say(outside, incoming, [staff.simple_answer(incoming)])


async def _come_or_gone(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Note that alarms no longer reach somebody who blocked the bot; their return says nothing."""
    gone = {"reached_at": None} if incoming.kind is Kind.BLOCKED else {}
    return await tell_staff.say(outside, incoming, [], **gone)


async def _typed_reference(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    typed = replace(incoming, kind=Kind.TEXT, text=f"/{incoming.command}")
    return await guide_enrolment.go_on(outside, clinic, typed, desk)


async def _preview(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Show staff what the client will see; the link stays unused."""
    token_hash = invitations.hash_of(incoming.text)
    if staffing.link_of(await outside.store.load_clinic(), token_hash) is not None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet="people.for_others")])
    if await outside.store.client_of_token(token_hash) is None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet="staff.link_unknown")])
    pack = outside.library.packs[guide_enrolment.treatment_of(outside, None)]
    screen = consent.screen(pack, clinic, clinic.language, incoming.chat_id, preview=True)
    return await tell_staff.say(outside, incoming, [Answer(leaflet="staff.preview"), screen])


async def _form(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    if not guide_enrolment.is_current(desk, incoming.word(1)):
        return "toast.old_form"
    return await guide_enrolment.go_on(outside, clinic, incoming, desk)


async def _old_form(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    return "toast.old_form"


async def _about_client(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """A button under a message about one client."""
    step = _ABOUT_CLIENT.get(incoming.word(1))
    return OLD_BUTTON if step is None else await step(outside, clinic, incoming, desk)


# What follows a slash, what a button's data begins with (`s`: about a client, and what then), and
# what was asked for in a message, to be typed.
_COMMANDS: Mapping[str, _Step] = {
    staff.ENROL: guide_enrolment.begin,
    staff.STAFF: guide_people.begin,
    staff.CLOSED: guide_closed.begin,
    guide_rules.COMMAND: guide_rules.begin,
    progress_staff.COMMAND: guide_photos.begin,
}
_TAPS: Mapping[str, _Step] = {
    "s": _about_client,
    "e": _form,
    people_screens.PEOPLE: guide_people.guide_people,
    people_screens.CLOSED: guide_closed.guide_closed,
}
_ABOUT_CLIENT: Mapping[str, _Step] = {
    "close": close_alert.close_alert,
    "renew": renew_invitation.renew_invitation,
    "time": guide_enrolment.begin_correction,
    progress_staff.LIST: guide_photos.list_photos,
    progress_staff.ONE: guide_photos.show_photo,
    **dict.fromkeys(guide_rules.VERBS, guide_rules.guide_rules),
}
_ASKED: Mapping[str, _Step] = {}
