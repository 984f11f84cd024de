"""Guide a member of staff through an enrolment, or the correction of a session's time.

The effect of a dialogue (a client enrolled) is on disk before the dialogue is closed, and happens
once if the update comes twice. Rights were asked first, by `guide_staff`.
"""

from dataclasses import replace

from bot.actions import change_session, check_enrolment, enrol_client, tell_staff
from bot.core import audit, enrolment, rights, staff, staff_dates
from bot.core.clinic import ClinicFacts, Unsigned
from bot.core.desk import DeskFile, Draft
from bot.core.enrolment import Correct, Enrol, Facts, Outcome
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId, Keyboard
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


def is_current(desk: DeskFile, number: str) -> bool:
    """Tell whether a keyboard belongs to the form that is being filled in."""
    return desk.draft is not None and str(desk.draft.number) == number


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
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


async def go_on(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Take what was tapped or typed as the answer to the screen that is shown."""
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
            treatment=treatment_of(outside, effect.draft),
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


async def begin_correction(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Ask for another time of the session of the client whom a button names. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_SESSION)
    file_id, now = FileId(incoming.word(2)), outside.clock.now()
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


def _facts(outside: Outside, clinic: ClinicFacts, desk: DeskFile, treatment: str = "") -> Facts:
    treatment = treatment or treatment_of(outside, desk.draft)
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


def treatment_of(outside: Outside, draft: Draft | None) -> str:
    """Return the treatment of a draft, or the first where none is chosen or it is gone."""
    packs = outside.library.packs
    chosen = "" if draft is None else draft.treatment
    return chosen if chosen in packs else next(iter(packs))
