"""What each tap and each typed text of the main way changes: kind, areas, time, reference.

Taps arrive here only when the present screen offers them. The extras are `extras`'.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.core import staff_dates, staff_texts
from bot.core.desk import ALL, Draft
from bot.core.enrolment import corrections, outcome
from bot.core.enrolment.outcome import Outcome
from bot.core.enrolment.parts import Facts
from bot.core.staff_dates import Sentence, Wanted

_WANTED: Mapping[str, Wanted] = {"day": "day", "hour": "time", "minute": "time"}


def choose_treatment(draft: Draft, treatment: str, facts: Facts) -> Outcome:
    """Take the treatment; what was chosen of another one before is dropped."""
    pack = next(each for each in facts.others if each.treatment == treatment)
    fresh = Draft(number=draft.number, screen=draft.screen, treatment=treatment)
    return outcome.go(fresh, "kind", replace(facts, pack=pack))


def choose_kind(draft: Draft, kind: str, facts: Facts) -> Outcome:
    """Take the kind of session; one with other aftercare is refused in a sentence."""
    is_corrected = draft.correcting == corrections.KIND
    if kind in facts.pack.refused_kinds:
        phrase = "course.says.kind_refused" if draft.correcting else "enrol.says.kind_refused"
        values = {"kind_names": f"kinds.{kind}"}
        return outcome.say(draft, Sentence(phrase=phrase, values=values), facts)
    if is_corrected and kind == draft.kind:
        return outcome.say(draft, Sentence(phrase="course.says.same"), facts)
    after = "confirm" if is_corrected else "areas"
    return outcome.go(replace(draft, kind=kind), after, facts)


def as_last_time(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Take kind and areas of the last session, and ask when."""
    return outcome.go(draft, "when", facts)


def otherwise(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Ask for kind and areas of the next session."""
    return outcome.go(replace(draft, areas=()), "kind", facts)


def choose_area(draft: Draft, area: str, facts: Facts) -> Outcome:
    """Take just this area."""
    return _with_areas(replace(draft, areas=(area,)), facts)


def choose_several(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Turn on ticks, for more than one area."""
    return outcome.present(replace(draft, several=True), facts)


def pick_area(draft: Draft, area: str, facts: Facts) -> Outcome:
    """Tick an area."""
    picked = tuple(name for name in facts.pack.areas if name in (*draft.areas, area))
    return outcome.present(replace(draft, areas=picked), facts)


def drop_area(draft: Draft, area: str, facts: Facts) -> Outcome:
    """Take the tick of an area away."""
    left = tuple(name for name in draft.areas if name != area)
    return outcome.present(replace(draft, areas=left), facts)


def confirm_areas(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Go on with the ticked areas, of which there must be one."""
    if not draft.areas:
        return outcome.say(draft, Sentence(phrase="enrol.says.area_missing"), facts)
    return _with_areas(draft, facts)


def _with_areas(draft: Draft, facts: Facts) -> Outcome:
    """Go on from the areas: to the time, or to the end of their correction."""
    if draft.correcting != corrections.AREAS:
        return outcome.go(draft, "when", facts)
    if set(draft.areas) == set(draft.former_areas):
        return outcome.say(draft, Sentence(phrase="course.says.same"), facts)
    return outcome.go(draft, "confirm", facts)


def choose_now(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Take the present minute."""
    return _settle(draft, facts.now.replace(second=0, microsecond=0), facts)


def choose_other_day(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Open the calendar at the present month."""
    month = facts.window.today.replace(day=1)
    return outcome.go(replace(draft, month=month), "day", facts)


def choose_month(draft: Draft, month: str, facts: Facts) -> Outcome:
    """Turn the page of the calendar."""
    return outcome.present(replace(draft, month=date.fromisoformat(f"{month}-01")), facts)


def choose_day(draft: Draft, day: str, facts: Facts) -> Outcome:
    """Take a day and ask for the hour."""
    return outcome.go(replace(draft, day=date.fromisoformat(day)), "hour", facts)


def choose_hour(draft: Draft, hour: str, facts: Facts) -> Outcome:
    """Take an hour and ask for the minute."""
    return outcome.go(replace(draft, at=time(int(hour))), "minute", facts)


def choose_minute(draft: Draft, minute: str, facts: Facts) -> Outcome:
    """Take the time of the chosen day."""
    return _place(draft, draft.day, time(int(minute[:2]), int(minute[2:])), facts)


def choose_which(draft: Draft, which: str, facts: Facts) -> Outcome:
    """Take one of two equal times."""
    possible = _instants(draft.day, draft.at, facts)
    if isinstance(possible, Sentence):
        return outcome.say(draft, possible, facts)
    return _settle(draft, possible[0] if which == "first" else possible[-1], facts)


def read_when(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Take a typed day, a typed time, or both."""
    wanted = _WANTED.get(draft.screen, "either")
    typed = staff_dates.read(text, facts.window, facts.words, wanted=wanted)
    if isinstance(typed, Sentence):
        return outcome.say(draft, typed, facts)
    if typed.at is None:
        return outcome.go(replace(draft, day=typed.day), "hour", facts)
    return _place(draft, typed.day or _day_in_view(draft, facts), typed.at, facts)


def _day_in_view(draft: Draft, facts: Facts) -> date | None:
    """Return the day a time without one means: today at first, then the day that was chosen."""
    if draft.screen == "when":
        return facts.window.today
    return None if draft.screen == "day" else draft.day


def _place(draft: Draft, day: date | None, at: time, facts: Facts) -> Outcome:
    """Take a local day and time; one that clocks showed twice is asked back."""
    possible = _instants(day, at, facts)
    if isinstance(possible, Sentence):
        return outcome.say(draft, possible, facts)
    if len(possible) > 1:
        return outcome.go(replace(draft, day=day, at=at), "twice", facts)
    return _settle(draft, possible[0], facts)


def _instants(day: date | None, at: time | None, facts: Facts) -> tuple[datetime, ...] | Sentence:
    if day is None or at is None:
        return Sentence(phrase="dates.day_missing")
    return staff_dates.instants(day, at, facts.window)


def _settle(draft: Draft, ended_at: datetime, facts: Facts) -> Outcome:
    if draft.earliest is not None and ended_at <= draft.earliest:
        return outcome.say(draft, _too_early(draft, draft.earliest), facts)
    if ended_at == draft.former_ended_at:
        return outcome.say(draft, Sentence(phrase="enrol.says.same_time"), facts)
    last = "reference" if draft.for_file is None else "confirm"
    return outcome.go(replace(draft, ended_at=ended_at), last, facts)


def _too_early(draft: Draft, earliest: datetime) -> Sentence:
    """Say that a session has to be after the one before it."""
    if corrections.is_next(draft):
        values = {"former_at": earliest.isoformat()}
        return Sentence(phrase="course.says.not_after", values=values)
    return Sentence(phrase="course.says.not_before", values={"before_at": earliest.isoformat()})


def take_code(draft: Draft, code: str, _facts: Facts) -> Outcome:
    """Take the offered code and end the dialogue."""
    return outcome.finish(replace(draft, reference=code))


def take_typed(draft: Draft, _argument: str, _facts: Facts) -> Outcome:
    """Take the typed reference and end the dialogue."""
    return outcome.finish(draft)


def read_reference(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Keep the clinic's own reference and offer it on a button: a slip of the hand is no client."""
    reference = staff_texts.read_reference(text)
    if isinstance(reference, Sentence):
        return outcome.say(draft, reference, facts)
    if staff_texts.is_like_a_name(reference):
        return outcome.go(replace(draft, reference_to_be=reference), "name", facts)
    kept = replace(draft, reference=reference, reference_to_be="")
    return outcome.go(kept, "reference", facts)


def keep_name(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Go on with a reference that looks like a name, as far as any other is by then."""
    if draft.for_file is not None:
        return outcome.go(draft, "confirm", facts)
    kept = replace(draft, reference=draft.reference_to_be, reference_to_be="")
    return outcome.go(kept, "reference", facts)


def read_new_reference(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Take the corrected reference, to be confirmed."""
    reference = staff_texts.read_reference(text)
    if isinstance(reference, Sentence):
        return outcome.say(draft, reference, facts)
    if reference == draft.reference:
        return outcome.say(draft, Sentence(phrase="course.says.same"), facts)
    screen = "name" if staff_texts.is_like_a_name(reference) else "confirm"
    return outcome.go(replace(draft, reference_to_be=reference), screen, facts)


def read_name(draft: Draft, text: str, facts: Facts) -> Outcome:
    """Take what is typed instead of a name."""
    reads = read_reference if draft.for_file is None else read_new_reference
    return reads(draft, text, facts)


def list_all(draft: Draft, _argument: str, facts: Facts) -> Outcome:
    """Name all that follows from a correction before it is saved."""
    return outcome.present(replace(draft, lists=ALL), facts)


def save(draft: Draft, _argument: str, _facts: Facts) -> Outcome:
    """End a correction."""
    return outcome.finish(draft)
