"""The entrance to the dialogue: a start, a tap, a text, and which step each of them leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.client import Session
from bot.core.desk import Draft
from bot.core.enrolment import corrections, extras, outcome, parts, screens, steps
from bot.core.enrolment.outcome import Outcome
from bot.core.enrolment.parts import Facts
from bot.core.outbox import FileId
from bot.core.staff_dates import Sentence

_Step = Callable[[Draft, str, Facts], Outcome]


def begin(number: int, facts: Facts) -> Outcome:
    """Start an enrolment; `number` counts the drafts of this chat.

    Where there are several treatments, the first screen asks which.
    """
    screen = "treatment" if len(facts.others) > 1 else "kind"
    return present(Draft(number=number, screen=screen), facts)


def begin_correction(
    number: int,
    file_id: FileId,
    reference: str,
    sessions: Sequence[Session],
    facts: Facts,
    *,
    correcting: str = corrections.TIME,
) -> Outcome:
    """Start the correction of the newest session, or the entry of the next one, filled in as it."""
    is_next, session = correcting == corrections.NEXT, sessions[-1]
    before = sessions if is_next else sessions[:-1]
    draft = Draft(
        number=number,
        screen=corrections.FIRST_SCREENS[correcting],
        treatment=facts.pack.treatment if len(facts.others) > 1 else "",
        kind=session.kind,
        areas=session.areas,
        reference=reference,
        goal=session.goal,
        sessions_planned=session.sessions_planned,
        interval_weeks=session.interval_weeks,
        products=session.products,
        typed_products=session.typed_products,
        note="" if is_next else session.note,
        for_file=file_id,
        former_ended_at=session.ended_at,
        session=session.id,
        earliest=before[-1].ended_at if before else None,
        former_areas=session.areas,
        correcting=correcting,
    )
    return present(draft, facts)


def present(draft: Draft, facts: Facts) -> Outcome:
    """Show the screen at which the draft stands, as after a restart."""
    return outcome.present(draft, facts)


def tap(draft: Draft, verb: str, argument: str, facts: Facts) -> Outcome:
    """Follow a tapped button.

    What the present screen does not offer (a second tap, an older screen, forged data) changes
    nothing and shows the present screen.
    """
    if _offers(draft, verb, argument, facts):
        return _VERBS[verb](draft, argument, facts)
    if verb == "code" and draft.screen in ("reference", "name"):
        return outcome.say(draft, Sentence(phrase="enrol.says.code_gone"), facts)
    return present(draft, facts)


def read(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Follow a typed text, as far as the present screen takes one."""
    reader = _READERS.get(draft.screen)
    return unexpected(draft, facts) if reader is None else reader(draft, text, facts)


def unexpected(draft: Draft, facts: Facts) -> Outcome:
    """Answer a sticker, a location, or a text where only buttons count."""
    key = "text_please" if draft.screen in _READERS else "tap_please"
    return outcome.say(draft, Sentence(phrase=f"enrol.says.{key}"), facts)


def refuse_reference(draft: Draft, facts: Facts) -> Outcome:
    """Return to the reference screen because another client has this reference already."""
    values = {"reference": draft.reference}
    sentence = Sentence(phrase="enrol.says.reference_taken", values=values)
    return outcome.say(replace(draft, reference=""), sentence, facts)


def refuse_new_reference(draft: Draft, facts: Facts) -> Outcome:
    """Ask for another corrected reference because another client has this one already."""
    values = {"reference_to_be": draft.reference_to_be}
    sentence = Sentence(phrase="course.says.code_taken", values=values)
    again = replace(draft, screen=corrections.REFERENCE, trail=(), reference_to_be="")
    return outcome.say(again, sentence, facts)


def _offers(draft: Draft, verb: str, argument: str, facts: Facts) -> bool:
    data = parts.data_of(draft, verb, argument)
    keyboard = screens.show(draft, facts).keyboard
    return any(button.data == data for row in keyboard for button in row)


def _back(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    if screens.is_ticking(draft):
        return present(replace(draft, several=False), facts)
    return present(replace(draft, screen=draft.trail[-1], trail=draft.trail[:-1]), facts)


def _cancel(draft: Draft, _argument: str, _facts: Facts) -> Outcome:
    name = "enrol.cancelled" if draft.for_file is None else "enrol.correction_cancelled"
    return Outcome(draft=None, screen=screens.farewell(draft, name))


def _nothing(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    return present(draft, facts)


def _done(draft: Draft, screen: str, facts: Facts) -> Outcome:
    return _DONE[screen](draft, screen, facts)


_DONE: Mapping[str, _Step] = {
    "areas": steps.confirm_areas,
    "extras": extras.close_list,
    "products": extras.confirm_products,
}
_VERBS: Mapping[str, _Step] = {
    parts.NOTHING: _nothing,
    "back": _back,
    "cancel": _cancel,
    "done": _done,
    "treatment": steps.choose_treatment,
    "kind": steps.choose_kind,
    "area": steps.choose_area,
    "several": steps.choose_several,
    "pick": steps.pick_area,
    "drop": steps.drop_area,
    "now": steps.choose_now,
    "calendar": steps.choose_other_day,
    "month": steps.choose_month,
    "day": steps.choose_day,
    "hour": steps.choose_hour,
    "minute": steps.choose_minute,
    "which": steps.choose_which,
    "code": steps.take_code,
    "typed": steps.take_typed,
    "keep": steps.keep_name,
    "save": steps.save,
    "all": steps.list_all,
    "same": steps.as_last_time,
    "other": steps.otherwise,
    "extras": extras.open_list,
    "edit": extras.edit,
    "clear": extras.clear,
    "goal": extras.choose_goal,
    "sessions": extras.read_sessions,
    "interval": extras.read_interval,
    "tick": extras.tick_product,
    "untick": extras.untick_product,
}
_READERS: Mapping[str, _Step] = {
    "when": steps.read_when,
    "day": steps.read_when,
    "hour": steps.read_when,
    "minute": steps.read_when,
    "reference": steps.read_reference,
    "name": steps.read_name,
    "sessions": extras.read_sessions,
    "interval": extras.read_interval,
    "products": extras.read_products,
    "note": extras.read_note,
    corrections.REFERENCE: steps.read_new_reference,
}
