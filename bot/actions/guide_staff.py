"""Guide a member of staff: the enrolment dialogue, a correction, a new link, plain answers.

Rights are asked first, by numeric id. The effect of a dialogue (a client enrolled) is on disk
before the dialogue is closed, and happens once if the update comes twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import (
    change_session,
    check_enrolment,
    close_alert,
    enrol_client,
    guide_closed,
    guide_people,
    guide_rules,
    renew_invitation,
    tell_staff,
)
from bot.core import (
    audit,
    consent,
    enrolment,
    invitations,
    people_screens,
    rights,
    staff,
    staff_dates,
    staffing,
)
from bot.core.clinic import ClinicFacts, Unsigned
from bot.core.desk import DeskFile, Draft
from bot.core.enrolment import Correct, Enrol, Facts, Outcome
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId, Keyboard
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

_Beginning = Callable[[Outside, ClinicFacts, Incoming], Awaitable[str]]
_CLINIC_COMMANDS: Mapping[str, _Beginning] = {
    staff.STAFF: guide_people.begin,
    staff.CLOSED: guide_closed.begin,
}


async def guide_staff(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Answer one update of a member of staff in their private chat; return the toast.

    Raises NotAllowed for anybody else.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.ENROL)
    desk = await tell_staff.desk_of(outside, clinic, incoming)
    if desk.outbox.has_seen(incoming.update_id):
        return ""
    if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        return await _come_or_gone(outside, incoming)
    if incoming.kind is Kind.COMMAND:
        return await _command(outside, clinic, incoming, desk)
    if incoming.kind is Kind.TAP:
        return await _tapped(outside, clinic, incoming, desk)
    if desk.draft is not None:
        return await _dialogue(outside, clinic, incoming, desk)
    return await tell_staff.say(outside, incoming, [staff.simple_answer(incoming)])


async def _tapped(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    words = (*incoming.words, "", "", "")
    if words[0] == "s":
        return await _about_client(outside, clinic, incoming, desk)
    if words[0] == people_screens.PEOPLE:
        return await guide_people.guide_people(outside, clinic, incoming)
    if words[0] == people_screens.CLOSED:
        return await guide_closed.guide_closed(outside, clinic, incoming)
    if words[0] == "e" and _is_current(desk, words[1]):
        return await _dialogue(outside, clinic, incoming, desk)
    return "toast.old_form"


async def _come_or_gone(outside: Outside, incoming: Incoming) -> str:
    """Note that alarms no longer reach somebody who blocked the bot; their return says nothing."""
    gone = {"reached_at": None} if incoming.kind is Kind.BLOCKED else {}
    return await tell_staff.say(outside, incoming, [], **gone)


def _is_current(desk: DeskFile, number: str) -> bool:
    return desk.draft is not None and str(desk.draft.number) == number


def _facts(outside: Outside, clinic: ClinicFacts, desk: DeskFile, treatment: str = "") -> Facts:
    treatment = treatment or _treatment(outside, desk.draft)
    library = outside.library
    words = staff_dates.words_from(lambda key: library.text(treatment, key, desk.language, ()))
    return Facts(
        pack=library.packs[treatment],
        zone=clinic.zone,
        now=outside.clock.now(),
        offered_code=desk.offered_code,
        words=words,
        others=tuple(library.packs.values()),
    )


def _treatment(outside: Outside, draft: Draft | None) -> str:
    """Return the treatment of a draft, or the first where none is chosen or it is gone."""
    packs = outside.library.packs
    chosen = "" if draft is None else draft.treatment
    return chosen if chosen in packs else next(iter(packs))


async def _command(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    if incoming.command == "start" and incoming.text:
        return await _preview(outside, clinic, incoming)
    if incoming.command == staff.ENROL:
        return await _begin(outside, clinic, incoming, desk)
    if incoming.command in _CLINIC_COMMANDS:
        return await _CLINIC_COMMANDS[incoming.command](outside, clinic, incoming)
    if incoming.command == guide_rules.COMMAND and incoming.text:
        return await guide_rules.begin(outside, clinic, incoming)
    if staff.is_reference(incoming, desk.draft):
        typed = replace(incoming, kind=Kind.TEXT, text=f"/{incoming.command}")
        return await _dialogue(outside, clinic, typed, desk)
    return await tell_staff.say(outside, incoming, [staff.simple_answer(incoming)])


async def _preview(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Show staff what the client will see; the link stays unused."""
    token_hash = invitations.hash_of(incoming.text)
    if staffing.link_of(await outside.store.load_clinic(), token_hash) is not None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet="people.for_others")])
    if await outside.store.client_of_token(token_hash) is None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet="staff.link_unknown")])
    pack = outside.library.packs[_treatment(outside, None)]
    screen = consent.screen(pack, clinic, clinic.language, incoming.chat_id, preview=True)
    return await tell_staff.say(outside, incoming, [Answer(leaflet="staff.preview"), screen])


async def _begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Begin an enrolment, unless texts are unsigned or no alarm would reach anybody."""
    if not await check_enrolment.is_anybody_reached(outside, clinic):
        return await tell_staff.say(outside, incoming, [Answer(leaflet="enrol.nobody_reached")])
    warnings = check_enrolment.of_start(outside, clinic)
    if warnings and clinic.unsigned is Unsigned.REFUSE:
        return await tell_staff.say(outside, incoming, warnings)
    number = desk.drafts + 1
    outcome = enrolment.begin(number, _facts(outside, clinic, desk))
    answers = [*warnings, _screen(outcome)]
    return await tell_staff.say(outside, incoming, answers, draft=outcome.draft, drafts=number)


def _screen(outcome: Outcome, keyboard: Keyboard = ()) -> Answer:
    """Return a screen as one message: the note about bad input above, the screen below."""
    shown = outcome.screen
    values = {**outcome.note_values, **shown.values}
    first = outcome.note or shown.phrase
    parts = (shown.phrase,) if outcome.note else ()
    return Answer(leaflet=first, parts=parts, values=values, keyboard=shown.keyboard or keyboard)


async def _dialogue(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    facts, draft = _facts(outside, clinic, desk), desk.draft
    if draft is None:
        return "toast.old_form"
    if incoming.kind is Kind.TAP:
        words = (*incoming.words, "", "")
        outcome = enrolment.tap(draft, words[2], words[3], facts)
    elif incoming.kind is Kind.TEXT:
        outcome = enrolment.read(draft, incoming.text, facts)
    else:
        outcome = enrolment.unexpected(draft, facts)
    match outcome.effect:
        case Enrol():
            return await _enrol(outside, clinic, incoming, outcome, facts)
        case Correct():
            return await _correct(outside, clinic, incoming, outcome)
        case _:
            chosen = check_enrolment.of_choice(outside, clinic, draft, outcome.draft)
            if chosen and clinic.unsigned is Unsigned.REFUSE:
                return await tell_staff.say(outside, incoming, chosen, draft=draft)
            return await tell_staff.say(
                outside, incoming, [*chosen, _screen(outcome)], draft=outcome.draft
            )


async def _enrol(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, outcome: Outcome, facts: Facts
) -> str:
    effect = outcome.effect
    if not isinstance(effect, Enrol):
        return ""
    try:
        file_id = await enrol_client.enrol_client(
            outside,
            clinic,
            effect.draft,
            treatment=_treatment(outside, effect.draft),
            staff=incoming.user_id,
        )
    except enrol_client.ReferenceTaken:
        # A typed reference that is taken says nothing against the code that was offered.
        code = facts.offered_code
        if _is_offered(effect.draft.reference, facts):
            code = f"K-{await outside.store.next_code()}"
        again = enrolment.refuse_reference(effect.draft, replace(facts, offered_code=code))
        return await tell_staff.say(
            outside, incoming, [_screen(again)], draft=again.draft, offered_code=code
        )
    answer = _screen(outcome, staff.enrolled_keyboard(file_id))
    code = "" if _is_offered(effect.draft.reference, facts) else facts.offered_code
    return await tell_staff.say(outside, incoming, [answer], draft=None, offered_code=code)


def _is_offered(reference: str, facts: Facts) -> bool:
    return reference.casefold() == facts.offered_code.casefold()


async def _correct(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, outcome: Outcome
) -> str:
    effect = outcome.effect
    if not isinstance(effect, Correct):
        return ""
    draft = effect.draft
    if draft.for_file is not None and draft.ended_at is not None:
        try:
            await change_session.change_session(
                outside,
                clinic,
                draft.for_file,
                ended_at=draft.ended_at,
                staff=incoming.user_id,
            )
        except NotFound:
            gone = Answer(leaflet="staff.client_gone")
            return await tell_staff.say(outside, incoming, [gone], draft=None)
    return await tell_staff.say(outside, incoming, [_screen(outcome)], draft=None)


async def _about_client(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """A button under a message about one client: a new link, or another time of the session."""
    _, verb, file_id, *_ = (*incoming.words, "", "", "")
    if verb == "close":
        return await close_alert.close_alert(outside, clinic, incoming)
    if verb in guide_rules.VERBS:
        return await guide_rules.guide_rules(outside, clinic, incoming)
    if verb == "renew":
        return await renew_invitation.renew_invitation(
            outside,
            clinic,
            FileId(file_id),
            staff=incoming.user_id,
            update_id=incoming.update_id,
        )
    if verb != "time":
        return "toast.old_button"
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_SESSION)
    return await _begin_correction(outside, clinic, incoming, desk, FileId(file_id))


async def _begin_correction(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile, file_id: FileId
) -> str:
    now = outside.clock.now()
    try:
        file = await outside.store.change_client(file_id, audit.seeing(incoming, now))
    except NotFound:
        return "toast.client_gone"
    number = desk.drafts + 1
    outcome = enrolment.begin_correction(
        number,
        file_id,
        file.client.reference,
        file.session,
        _facts(outside, clinic, desk, file.client.treatment),
    )

    def decide(each: DeskFile) -> tuple[DeskFile, str]:
        fresh = replace(
            each, draft=outcome.draft, drafts=number, draft_until=now + tell_staff.KEEP_DRAFTS
        )
        message = replace(incoming, kind=Kind.OTHER)
        return staff.answered(fresh, message, [_screen(outcome)], now), ""

    return await outside.store.change_desk(incoming.chat_id, decide)
