"""Guide a member of staff: who does what with a command, a tap, or what they type.

Rights are asked first, by numeric id, here and again in each action.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import (
    answer_client,
    answer_drill,
    choose_language,
    claim_alert,
    close_alert,
    export_record,
    fill_form,
    guide_answers,
    guide_board,
    guide_client,
    guide_closed,
    guide_correction,
    guide_course,
    guide_digest,
    guide_enrolment,
    guide_people,
    guide_photos,
    guide_rules,
    guide_words,
    list_alerts,
    name_owner,
    renew_invitation,
    show_curve,
    show_numbers,
    tell_staff,
)
from bot.core import (
    alert_messages,
    alert_screens,
    answer_screens,
    board_screens,
    consent,
    digest,
    drills,
    invitations,
    people_screens,
    progress_staff,
    rights,
    showing,
    staff,
    staff_help,
    staffing,
    timeline,
)
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.rights import Verb
from bot.ports import Outside

_Step = Callable[[Outside, ClinicFacts, Incoming, DeskFile], Awaitable[str]]


async def guide_staff(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Answer one update of a member of staff in their private chat; return the toast.

    Raises NotAllowed for anybody else.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.ENROL)
    desk = await tell_staff.desk_of(outside, clinic, incoming)
    if desk.outbox.has_seen(incoming.update_id):
        return ""
    await name_owner.name_owner(outside, clinic, incoming)
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
            return _typed(incoming, desk)


def _command(incoming: Incoming, desk: DeskFile) -> _Step:
    if incoming.command == "start" and incoming.text:
        return _preview
    if staff.is_reference(incoming, desk.draft, [*_COMMANDS]):
        return _typed_reference
    return _COMMANDS.get(incoming.command, _simple)


def _typed(incoming: Incoming, desk: DeskFile) -> _Step:
    """Return who takes what is typed: the client replied to, what was asked for, the open form.

    A message changed afterwards answers nothing that was asked for since.
    """
    if incoming.is_edit and desk.client_of(incoming.message_id) is not None:
        return guide_answers.newer
    if incoming.is_edit and desk.asking:
        return _simple
    if guide_answers.is_for_client(incoming, desk):
        return guide_answers.by_reply
    asked = _ASKED.get(desk.asking.split(":")[0])
    if asked is close_alert.note_alert and not close_alert.takes_note(desk, incoming):
        return guide_enrolment.go_on
    if asked is not None and not answer_screens.is_over(desk.asking, incoming.album):
        return asked
    return _simple if desk.draft is None else guide_enrolment.go_on


async def _simple(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    return await tell_staff.say(outside, incoming, [staff.simple_answer(incoming)])


async def _help(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Say what somebody of this role can do."""
    role = rights.staff_role(incoming.user_id, clinic)
    return await tell_staff.say(outside, incoming, [staff_help.screen(role, COMMANDS)])


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
    pack = outside.library.packs[fill_form.treatment_of(outside, None)]
    screen = consent.screen(pack, clinic, clinic.language, incoming.chat_id, preview=True)
    return await tell_staff.say(outside, incoming, [Answer(leaflet="staff.preview"), screen])


async def _form(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    if not guide_enrolment.is_current(desk, incoming.word(1)):
        return "toast.old_form"
    return await guide_enrolment.go_on(outside, clinic, incoming, desk)


async def _drill(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """The button below a drill."""
    if incoming.word(1) != drills.GOT_IT:
        return tell_staff.OLD_BUTTON
    return await answer_drill.answer_drill(outside, clinic, incoming, desk)


async def _old_form(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    return "toast.old_form"


async def _about_client(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """A button under a message about one client."""
    step = _ABOUT_CLIENT.get(incoming.word(1))
    if incoming.word(1) in answer_screens.VERBS and not guide_answers.may_answer(clinic, incoming):
        return guide_answers.CLINICIANS_ONLY
    return tell_staff.OLD_BUTTON if step is None else await step(outside, clinic, incoming, desk)


# What follows a slash, what a button's data begins with (`s`: about a client, and what then), and
# what was asked for in a message, to be typed.
_COMMANDS: Mapping[str, _Step] = {
    staff.ENROL: guide_enrolment.begin,
    staff.STAFF: guide_people.begin,
    staff.CLOSED: guide_closed.begin,
    staff.LANGUAGE: choose_language.choose_language,
    guide_rules.COMMAND: guide_rules.begin,
    progress_staff.COMMAND: guide_photos.begin,
    staff.NUMBERS: show_numbers.show_numbers,
    staff.DRILL: guide_people.drill,
    staff.HELP: _help,
    list_alerts.COMMAND: list_alerts.list_alerts,
    guide_board.COMMAND: guide_board.guide_board,
    guide_client.COMMAND: guide_client.begin,
    guide_digest.COMMAND: guide_digest.guide_digest,
}
COMMANDS = frozenset(_COMMANDS)
_TAPS: Mapping[str, _Step] = {
    "s": _about_client,
    "e": _form,
    board_screens.BOARD: guide_board.guide_board,
    digest.DIGEST: guide_digest.switch,
    people_screens.PEOPLE: guide_people.guide_people,
    people_screens.CLOSED: guide_closed.guide_closed,
    list_alerts.COMMAND: list_alerts.list_alerts,
    staff.LANGUAGES: choose_language.choose_language,
    drills.TAP: _drill,
}
_ABOUT_CLIENT: Mapping[str, _Step] = {
    alert_messages.CLAIM: claim_alert.claim_alert,
    alert_messages.TAKE: claim_alert.take_over_alert,
    alert_messages.HAND_ON: claim_alert.hand_on_alert,
    alert_messages.CLOSE: close_alert.ask_outcome,
    alert_messages.REOPEN: close_alert.open_alert_again,
    alert_screens.OUTCOME: close_alert.close_alert,
    alert_screens.VIEW: list_alerts.show_alert,
    showing.OPEN: guide_words.guide_words,
    answer_screens.WRITE: guide_answers.write,
    answer_screens.CANCEL: guide_answers.cancel,
    answer_screens.READY: guide_answers.ready,
    answer_screens.SHOW: guide_answers.show,
    answer_screens.SEND: answer_client.send_ready,
    answer_screens.EDIT: guide_answers.edit,
    answer_screens.NEWER: answer_client.send_newer,
    "renew": renew_invitation.renew_invitation,
    "time": guide_correction.begin,
    "next": guide_correction.begin,
    "curve": show_curve.show_curve,
    progress_staff.LIST: guide_photos.list_photos,
    progress_staff.ONE: guide_photos.show_photo,
    **dict.fromkeys(guide_course.VERBS, guide_course.guide_course),
    "view": guide_client.view,
    timeline.LINE: guide_client.line,
    timeline.SEEN: guide_client.seen,
    "record": export_record.export_record,
    **dict.fromkeys(guide_rules.VERBS, guide_rules.guide_rules),
}
_ASKED: Mapping[str, _Step] = {
    answer_screens.WRITE: guide_answers.asked,
    answer_screens.ALBUM: guide_answers.asked,
    close_alert.NOTE: close_alert.note_alert,
    guide_client.ASKED: guide_client.begin,
    guide_rules.COMMAND: guide_rules.begin,
}
