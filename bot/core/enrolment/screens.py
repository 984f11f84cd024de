"""What each screen of an enrolment or a correction shows: a phrase, its values, its buttons.

A screen follows from the draft and the facts alone. What a tap changes is `steps`'s; values
that need a language (`_at`, `_time`, `_on`, `_month`, `_names`) are put into words by `render`.
"""

from collections.abc import Callable, Mapping

from bot.core.desk import Draft
from bot.core.enrolment import corrections, parts, times
from bot.core.enrolment.parts import Facts, Shown
from bot.core.staff_texts import TEXT_LIMIT_CHARACTERS

MOST_SESSIONS = 24
LONGEST_INTERVAL_WEEKS = 52
SESSIONS_OFFERED = 12
INTERVALS_OFFERED = 12


def show(draft: Draft, facts: Facts) -> Shown:
    """Return the screen the draft stands at, with Back (but on the first) and Cancel below."""
    shown = _SCREENS[draft.screen](draft, facts)
    way_out = [parts.button(draft, "buttons.cancel", "cancel")]
    if draft.trail or is_ticking(draft):
        from_here = "several" if is_ticking(draft) else draft.screen
        way_out.insert(0, parts.button(draft, "buttons.back", "back", from_here))
    keyboard = (*shown.keyboard, tuple(way_out))
    return Shown(phrase=shown.phrase, values=shown.values, keyboard=keyboard)


def is_ticking(draft: Draft) -> bool:
    """Tell whether several areas are ticked: one step further than the choice of one."""
    return draft.screen == "areas" and draft.several


def farewell(draft: Draft, phrase: str) -> Shown:
    """Return what stays on the screen when the dialogue is over: a sentence without buttons."""
    values = {"reference": draft.reference}
    if draft.for_file is not None and draft.ended_at is not None:
        values["session_at"] = draft.ended_at.isoformat()
    if draft.reference_to_be:
        values["reference_to_be"] = draft.reference_to_be
    return Shown(phrase=phrase, values=values)


def enrolled(draft: Draft) -> Shown:
    """Return what stays of an enrolment: whom, when, where and what, to compare once more."""
    return Shown(phrase="enrol.enrolling", values={"reference": draft.reference, **_summary(draft)})


def _treatment(draft: Draft, facts: Facts) -> Shown:
    buttons = (
        parts.button(draft, "buttons.treatment", "treatment", pack.treatment, title=pack.title)
        for pack in facts.others
    )
    return Shown(phrase="enrol.treatment", keyboard=parts.stacked(buttons))


def _kind(draft: Draft, facts: Facts) -> Shown:
    kinds = (*facts.pack.accepted_kinds, *facts.pack.refused_kinds)
    buttons = (parts.named(draft, "kinds", name, "kind") for name in kinds)
    return Shown(phrase="enrol.kind", keyboard=parts.stacked(buttons))


def _areas(draft: Draft, facts: Facts) -> Shown:
    if not draft.several:
        one_each = [parts.named(draft, "areas", name, "area") for name in facts.pack.areas]
        several = parts.button(draft, "buttons.several", "several")
        return Shown(phrase="enrol.areas", keyboard=parts.stacked([*one_each, several]))
    ticks = [
        parts.tick(draft, "areas", name, "pick", "drop", is_on=name in draft.areas)
        for name in facts.pack.areas
    ]
    done = parts.button(draft, "buttons.done", "done", "areas")
    return Shown(phrase="enrol.areas_several", keyboard=parts.stacked([*ticks, done]))


def _reference(draft: Draft, facts: Facts) -> Shown:
    code, typed = facts.offered_code, draft.reference
    buttons = [
        parts.button(draft, "buttons.code", "code", code, code=code),
        parts.button(draft, "buttons.extras", "extras"),
    ]
    if typed and typed != code:
        mark = parts.mark_of(typed)
        buttons.insert(0, parts.button(draft, "buttons.code", "typed", mark, code=typed))
    return Shown(phrase="enrol.reference", values=_summary(draft), keyboard=parts.stacked(buttons))


def _name(draft: Draft, facts: Facts) -> Shown:
    """Say why a code is wanted instead of a name; going on with it takes one more tap."""
    code, typed = facts.offered_code, draft.reference_to_be
    offered = [parts.button(draft, "buttons.code", "code", code, code=code)]
    keep = parts.button(draft, "buttons.keep_name", "keep", parts.mark_of(typed), typed=typed)
    buttons = [*(offered if draft.for_file is None else []), keep]
    return Shown(phrase="enrol.name", values={"typed": typed}, keyboard=parts.stacked(buttons))


def _extras(draft: Draft, _facts: Facts) -> Shown:
    set_values: Mapping[str, Mapping[str, str] | None] = {
        "goal": {"goal_names": f"goals.{draft.goal}"} if draft.goal else None,
        "sessions": _count(draft.sessions_planned),
        "interval": _count(draft.interval_weeks),
        "products": {} if draft.products or draft.typed_products else None,
        "note": {} if draft.note else None,
    }
    buttons = [
        parts.button(draft, f"buttons.{name}", "edit", name)
        if values is None
        else parts.button(draft, f"buttons.{name}_set", "edit", name, **values)
        for name, values in set_values.items()
    ]
    done = parts.button(draft, "buttons.done", "done", "extras")
    return Shown(phrase="enrol.extras", keyboard=parts.stacked([*buttons, done]))


def _goal(draft: Draft, facts: Facts) -> Shown:
    goals = [parts.named(draft, "goals", name, "goal") for name in facts.pack.goals]
    return Shown(
        phrase="enrol.goal",
        keyboard=parts.stacked([*goals, *parts.clear(draft, "goal", draft.goal)]),
    )


def _sessions(draft: Draft, _facts: Facts) -> Shown:
    numbers = parts.numbers(draft, "sessions", range(1, SESSIONS_OFFERED + 1))
    clear = parts.clear(draft, "sessions", draft.sessions_planned)
    return Shown(phrase="enrol.sessions", keyboard=(*numbers, *parts.stacked(clear)))


def _interval(draft: Draft, facts: Facts) -> Shown:
    shortest = facts.shortest_interval_weeks(draft)
    numbers = parts.numbers(draft, "interval", range(shortest, shortest + INTERVALS_OFFERED))
    clear = parts.clear(draft, "interval", draft.interval_weeks)
    values = {"shortest": str(shortest)}
    return Shown(phrase="enrol.interval", values=values, keyboard=(*numbers, *parts.stacked(clear)))


def _products(draft: Draft, facts: Facts) -> Shown:
    ticks = [
        parts.tick(draft, "products", name, "tick", "untick", is_on=name in draft.picked)
        for name in facts.pack.products
    ]
    done = parts.button(draft, "buttons.done", "done", "products")
    clear = parts.clear(draft, "products", draft.typed_products)
    values = {"limit": str(TEXT_LIMIT_CHARACTERS), "typed": draft.typed_products}
    phrase = "enrol.products_typed" if draft.typed_products else "enrol.products"
    return Shown(phrase=phrase, values=values, keyboard=parts.stacked([*ticks, *clear, done]))


def _note(draft: Draft, _facts: Facts) -> Shown:
    values = {"limit": str(TEXT_LIMIT_CHARACTERS), "note": draft.note}
    clear = parts.clear(draft, "note", draft.note)
    phrase = "enrol.note_typed" if draft.note else "enrol.note"
    return Shown(phrase=phrase, values=values, keyboard=parts.stacked(clear))


_SCREENS: Mapping[str, Callable[[Draft, Facts], Shown]] = {
    "treatment": _treatment,
    "kind": _kind,
    "areas": _areas,
    "when": times.when,
    "day": times.day,
    "hour": times.hour,
    "minute": times.minute,
    "twice": times.twice,
    "reference": _reference,
    "name": _name,
    "confirm": corrections.confirm,
    corrections.NEXT: corrections.next_session,
    corrections.REFERENCE: corrections.reference,
    "extras": _extras,
    "goal": _goal,
    "sessions": _sessions,
    "interval": _interval,
    "products": _products,
    "note": _note,
}


def _summary(draft: Draft) -> Mapping[str, str]:
    return {
        "session_at": draft.ended_at.isoformat() if draft.ended_at is not None else "",
        "area_names": " ".join(f"areas.{name}" for name in draft.areas),
        "kind_names": f"kinds.{draft.kind}",
    }


def _count(number: int | None) -> Mapping[str, str] | None:
    return None if number is None else {"count": str(number)}
