"""Guide a member of staff through an enrolment; the form of a correction goes the same way.

The effect of a dialogue (a client enrolled) is on disk before the dialogue is closed, and happens
once if the update comes twice. Rights were asked first, by `guide_staff`.
"""

from dataclasses import replace

from bot.actions import check_enrolment, enrol_client, fill_form, guide_correction, tell_staff
from bot.core import enrolment, staff
from bot.core.clinic import ClinicFacts, Unsigned
from bot.core.desk import DeskFile
from bot.core.enrolment import Correct, Enrol, Facts, Outcome
from bot.core.incoming import Answer, Incoming, Kind
from bot.ports import Outside


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
    outcome = enrolment.begin(number, fill_form.facts_for(outside, clinic, desk))
    answers = [*warnings, fill_form.screen(outcome)]
    return await tell_staff.say(outside, incoming, answers, draft=outcome.draft, drafts=number)


async def go_on(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Take what was tapped or typed as the answer to the screen that is shown."""
    facts, draft = fill_form.facts_for(outside, clinic, desk), desk.draft
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
            return await guide_correction.save(outside, clinic, incoming, outcome, facts)
        case _ if draft.for_file is not None:
            return await guide_correction.show(outside, clinic, incoming, outcome, facts)
        case _:
            chosen = check_enrolment.of_choice(outside, clinic, draft, outcome.draft)
            if chosen and clinic.unsigned is Unsigned.REFUSE:
                return await tell_staff.say(outside, incoming, chosen, draft=draft)
            return await tell_staff.say(
                outside, incoming, [*chosen, fill_form.screen(outcome)], draft=outcome.draft
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
            treatment=fill_form.treatment_of(outside, effect.draft),
            staff=incoming.user_id,
        )
    except enrol_client.ReferenceTaken:
        # A typed reference that is taken says nothing against the code that was offered.
        code = facts.offered_code
        if _is_offered(effect.draft.reference, facts):
            code = f"K-{await outside.store.next_code()}"
        again = enrolment.refuse_reference(effect.draft, replace(facts, offered_code=code))
        return await tell_staff.say(
            outside, incoming, [fill_form.screen(again)], draft=again.draft, offered_code=code
        )
    answer = fill_form.screen(outcome, staff.enrolled_keyboard(file_id))
    code = "" if _is_offered(effect.draft.reference, facts) else facts.offered_code
    return await tell_staff.say(outside, incoming, [answer], draft=None, offered_code=code)


def _is_offered(reference: str, facts: Facts) -> bool:
    return reference.casefold() == facts.offered_code.casefold()
