"""What every form of staff is filled in with (rules, words, the time), and how it is shown."""

from bot.core import staff_dates
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, Draft
from bot.core.enrolment import Facts, Outcome
from bot.core.incoming import Answer
from bot.core.outbox import Block, Keyboard
from bot.ports import Outside


def facts_for(outside: Outside, clinic: ClinicFacts, desk: DeskFile, treatment: str = "") -> Facts:
    """Return what a form needs to know."""
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


def screen(outcome: Outcome, keyboard: Keyboard = (), blocks: tuple[Block, ...] = ()) -> Answer:
    """Return a screen as one message: the note about bad input above, the screen below."""
    shown = outcome.screen
    values = {**outcome.note_values, **shown.values}
    return Answer(
        leaflet=outcome.note or shown.phrase,
        parts=(shown.phrase,) if outcome.note else (),
        values=values,
        keyboard=shown.keyboard or keyboard,
        blocks=blocks,
    )
