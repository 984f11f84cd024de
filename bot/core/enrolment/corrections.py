"""What about an enrolled client can be corrected, or entered next; and the screens of it alone.

Time, areas, kind and note use the screens of an enrolment; each way ends at `confirm`.
"""

from collections.abc import Mapping

from bot.core.desk import SOME, Draft
from bot.core.enrolment import parts
from bot.core.enrolment.parts import Facts, Shown
from bot.core.staff_texts import REFERENCE_LIMIT_CHARACTERS

TIME, AREAS, KIND, REFERENCE, NOTE, NEXT = "time", "areas", "kind", "code", "note", "next"
WRONG = (TIME, AREAS, KIND, REFERENCE, NOTE)
FIRST_SCREENS: Mapping[str, str] = {
    TIME: "when",
    AREAS: "areas",
    KIND: "kind",
    REFERENCE: REFERENCE,
    NOTE: "note",
    NEXT: NEXT,
}


def next_session(draft: Draft, _facts: Facts) -> Shown:
    """Offer the next session as the last one was."""
    same = parts.button(draft, "buttons.same", "same", area_names=_names(draft))
    other = parts.button(draft, "buttons.other", "other")
    values = {"reference": draft.reference}
    return Shown(phrase="course.next_how", values=values, keyboard=((same,), (other,)))


def reference(draft: Draft, _facts: Facts) -> Shown:
    """Ask for the true reference."""
    values = {"reference": draft.reference, "limit": str(REFERENCE_LIMIT_CHARACTERS)}
    return Shown(phrase="course.code_how", values=values)


def confirm(draft: Draft, _facts: Facts) -> Shown:
    """Ask whether it is right; what follows from it is shown below."""
    values = {
        "reference": draft.reference,
        "reference_to_be": draft.reference_to_be,
        "session_at": draft.ended_at.isoformat() if draft.ended_at is not None else "",
        "area_names": _names(draft),
        "kind_names": f"kinds.{draft.kind}",
        "note": draft.note,
    }
    save = parts.button(draft, "buttons.save_next" if is_next(draft) else "buttons.save", "save")
    more = [parts.button(draft, "buttons.extras", "extras")] if is_next(draft) else []
    if draft.lists == SOME:
        more.append(parts.button(draft, "buttons.list_all", "all"))
    keyboard = parts.stacked([save, *more])
    return Shown(phrase=_question(draft), values=values, keyboard=keyboard)


def is_next(draft: Draft) -> bool:
    """Tell whether a draft enters the next session."""
    return draft.correcting == NEXT


def farewell(draft: Draft) -> str:
    """Return the phrase that stays when it is saved."""
    return {
        REFERENCE: "course.renamed",
        NEXT: "course.entered",
        TIME: "enrol.correcting",
    }.get(draft.correcting, "course.corrected")


def _question(draft: Draft) -> str:
    if draft.correcting == NOTE and not draft.note:
        return "course.confirm_no_note"
    return {
        REFERENCE: "course.confirm_code",
        NOTE: "course.confirm_note",
        AREAS: "course.confirm_areas",
        KIND: "course.confirm_next",
        NEXT: "course.confirm_next",
    }.get(draft.correcting, "enrol.confirm")


def _names(draft: Draft) -> str:
    return " ".join(f"areas.{name}" for name in draft.areas)
