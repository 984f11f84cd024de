"""What the provider may add for a client: goal, sessions, interval, products, a note; none needed.

Each extra has its screen and leads back to the list of extras. What an interval may be at least
follows from the goal.
"""

from dataclasses import replace

from bot.core import staff_texts
from bot.core.desk import Draft
from bot.core.enrolment import corrections, outcome
from bot.core.enrolment.outcome import Outcome
from bot.core.enrolment.parts import Facts
from bot.core.enrolment.screens import LONGEST_INTERVAL_WEEKS, MOST_SESSIONS
from bot.core.staff_dates import Sentence


def open_list(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Show the extras."""
    return _to_list(draft, facts)


def close_list(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Return from the extras to the reference, or to the question whether it is right."""
    return outcome.go(draft, "reference" if draft.for_file is None else "confirm", facts)


def edit(draft: Draft, extra: str, facts: Facts) -> Outcome:
    """Open the screen of one extra."""
    return outcome.go(replace(draft, picked=draft.products), extra, facts)


def clear(draft: Draft, extra: str, facts: Facts) -> Outcome:
    """Take one extra away; of products only what was typed, as the rest has ticks."""
    cleared = {
        "goal": replace(draft, goal=""),
        "sessions": replace(draft, sessions_planned=None),
        "interval": replace(draft, interval_weeks=None),
        "products": replace(draft, typed_products="", products=draft.picked),
        "note": replace(draft, note=""),
    }
    if draft.correcting == corrections.NOTE:
        return outcome.go(cleared[extra], "confirm", facts)
    return _to_list(_allowed(cleared[extra], facts), facts, before=draft)


def choose_goal(draft: Draft, goal: str, facts: Facts) -> Outcome:
    """Take a goal; an interval too short for it is taken away, and that is said."""
    return _to_list(_allowed(replace(draft, goal=goal), facts), facts, before=draft)


def read_sessions(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Take the number of sessions planned."""
    count = staff_texts.read_number(text, 1, MOST_SESSIONS)
    if isinstance(count, Sentence):
        return outcome.say(draft, count, facts)
    return _to_list(replace(draft, sessions_planned=count), facts)


def read_interval(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Take the weeks between two sessions, never fewer than the goal needs."""
    shortest = facts.shortest_interval_weeks(draft)
    weeks = staff_texts.read_number(text, 1, LONGEST_INTERVAL_WEEKS)
    if isinstance(weeks, int) and weeks < shortest:
        weeks = Sentence(phrase="enrol.says.interval_short", values={"shortest": str(shortest)})
    if isinstance(weeks, Sentence):
        return outcome.say(draft, weeks, facts)
    return _to_list(replace(draft, interval_weeks=weeks), facts)


def tick_product(draft: Draft, product: str, facts: Facts) -> Outcome:
    """Tick a product."""
    picked = tuple(name for name in facts.pack.products if name in (*draft.picked, product))
    return outcome.present(replace(draft, picked=picked), facts)


def untick_product(draft: Draft, product: str, facts: Facts) -> Outcome:
    """Take the tick of a product away."""
    picked = tuple(name for name in draft.picked if name != product)
    return outcome.present(replace(draft, picked=picked), facts)


def confirm_products(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Keep the ticked products."""
    return _to_list(replace(draft, products=draft.picked), facts)


def read_products(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Keep those typed, and what is ticked so far; the screen stays until Done."""
    typed = staff_texts.read_line(text)
    if isinstance(typed, Sentence):
        return outcome.say(draft, typed, facts)
    kept = replace(draft, typed_products=typed, products=draft.picked)
    return outcome.present(kept, facts)


def read_note(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Keep a note for the client."""
    note = staff_texts.read_line(text)
    if isinstance(note, Sentence):
        return outcome.say(draft, note, facts)
    noted = replace(draft, note=note)
    if draft.correcting == corrections.NOTE:
        return outcome.go(noted, "confirm", facts)
    return _to_list(noted, facts)


def _to_list(draft: Draft, facts: Facts, *, before: Draft | None = None) -> Outcome:
    """Show the extras; when the interval of `before` went with another choice, say so."""
    shown = outcome.go(draft, "extras", facts)
    is_interval_lost = (
        before is not None
        and before.screen != "interval"
        and before.interval_weeks != draft.interval_weeks
    )
    if not is_interval_lost:
        return shown
    values = {"shortest": str(facts.shortest_interval_weeks(draft))}
    return replace(shown, note="enrol.says.interval_cleared", note_values=values)


def _allowed(draft: Draft, facts: Facts) -> Draft:
    """Return the draft without an interval that is too short for its goal."""
    shortest = facts.shortest_interval_weeks(draft)
    is_too_short = draft.interval_weeks is not None and draft.interval_weeks < shortest
    return replace(draft, interval_weeks=None) if is_too_short else draft
