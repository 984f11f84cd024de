"""Guide a member of staff through the correction of what was entered, or the entry of what is next.

The difference is shown before it is saved. What is saved is on disk before the form is closed.
"""

from dataclasses import replace

from bot.actions import change_session, enter_session, fill_form, tell_staff
from bot.core import audit, corrections, enrolment, next_session, rights, staff
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import ALL, SOME, DeskFile, Draft
from bot.core.enrolment import Correct, Facts, Outcome
from bot.core.enrolment.corrections import NEXT, WRONG, is_next
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import Block, FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

CLIENT_GONE = Answer(leaflet="staff.client_gone")


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Open the form that a button names, for the client whom it names. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_SESSION)
    correcting = incoming.word(3) or incoming.word(1)
    if correcting not in (*WRONG, NEXT):
        return "toast.old_button"
    file_id, now = FileId(incoming.word(2)), outside.clock.now()
    try:
        file = await outside.store.change_client(file_id, audit.seeing(incoming, now))
    except NotFound:
        return "toast.client_gone"
    facts = fill_form.facts_for(outside, clinic, desk, file.client.treatment)
    why_not = next_session.why_not(file, facts.pack) if correcting == NEXT else ""
    if why_not:
        return await _say(outside, incoming, Answer(leaflet=why_not, values=_named(file)))
    number = desk.drafts + 1
    outcome = enrolment.begin_correction(
        number, file_id, file.client.reference, file.sessions, facts, correcting=correcting
    )

    def decide(each: DeskFile) -> tuple[DeskFile, str]:
        until = now + tell_staff.KEEP_DRAFTS
        fresh = replace(each, draft=outcome.draft, drafts=number, draft_until=until, asking="")
        message = replace(incoming, kind=Kind.OTHER)
        return staff.answered(fresh, message, [fill_form.screen(outcome)], now), ""

    return await outside.store.change_desk(incoming.chat_id, decide)


def _named(file: ClientFile) -> dict[str, str]:
    return {"reference": file.client.reference}


async def _say(outside: Outside, incoming: Incoming, answer: Answer) -> str:
    return await tell_staff.say(outside, replace(incoming, kind=Kind.OTHER), [answer])


async def show(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, outcome: Outcome, facts: Facts
) -> str:
    """Show a screen of the form; before it is saved, what follows from it."""
    draft = outcome.draft
    if draft is None or draft.for_file is None or draft.screen != "confirm":
        return await tell_staff.say(
            outside, incoming, [fill_form.screen(outcome)], draft=outcome.draft
        )
    try:
        file = await outside.store.load(draft.for_file)
    except NotFound:
        return await tell_staff.say(outside, incoming, [CLIENT_GONE], draft=None)
    if not isinstance(file, ClientFile):
        return "toast.old_form"
    blocks, draft = _follows(outside, file, draft, facts)
    outcome = replace(outcome, screen=enrolment.present(draft, facts).screen)
    answer = fill_form.screen(outcome, blocks=blocks)
    return await tell_staff.say(outside, incoming, [answer], draft=draft)


def _follows(
    outside: Outside, file: ClientFile, draft: Draft, facts: Facts
) -> tuple[tuple[Block, ...], Draft]:
    """Return what follows from a form, and the form with what was said before it is saved."""
    if is_next(draft):
        warned = next_session.warnings(file, draft, facts.pack, facts.now)
        blocks = next_session.told_before(file, draft, facts.pack, facts.now)
        return blocks, replace(draft, warned=warned)
    after = corrections.corrected(file, draft)
    text, in_full = change_session.texts_of(outside, file), draft.lists == ALL
    blocks = corrections.difference(file, after, facts.pack, facts.now, text, in_full=in_full)
    if in_full:
        return blocks, draft
    return blocks, replace(draft, lists=SOME if corrections.is_cut(blocks) else "")


async def save(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, outcome: Outcome, facts: Facts
) -> str:
    """Save what a form says; where more has to be said first, say it and stay at the question."""
    effect = outcome.effect
    if not isinstance(effect, Correct) or effect.draft.for_file is None:
        return "toast.old_form"
    draft, file_id = effect.draft, effect.draft.for_file
    try:
        if is_next(draft):
            refused = await enter_session.enter_session(
                outside, clinic, file_id, draft, staff=incoming.user_id
            )
            if refused:
                again = enrolment.present(draft, facts)
                await show(outside, clinic, incoming, again, facts)
                return refused
        else:
            await change_session.change_session(
                outside, clinic, file_id, draft, staff=incoming.user_id
            )
    except NotFound:
        return await tell_staff.say(outside, incoming, [CLIENT_GONE], draft=None)
    except change_session.NewerSession:
        over = Answer(leaflet="enrol.correction_cancelled", values={"reference": draft.reference})
        await tell_staff.say(outside, incoming, [over], draft=None)
        return "toast.newer_session"
    except change_session.ReferenceTaken:
        taken = enrolment.refuse_new_reference(draft, facts)
        answers = [fill_form.screen(taken)]
        return await tell_staff.say(outside, incoming, answers, draft=taken.draft)
    return await tell_staff.say(outside, incoming, [fill_form.screen(outcome)], draft=None)
