"""What follows from a tap or a text, and the ways to go from one screen to another.

Which tap leads where is said by `steps` and `extras`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.desk import Draft
from bot.core.enrolment import corrections, screens
from bot.core.enrolment.parts import Facts, Shown
from bot.core.staff_dates import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Everything about the client is known: enrol them."""

    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """What `draft.correcting` names is as the draft says, for the client `draft.for_file`."""

    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows from a tap or a text: where the dialogue stands, and what to show.

    `draft` is None when the dialogue is over. `note` is a sentence to show above the screen, a
    phrase key, "" for none.
    """

    draft: Draft | None
    screen: Shown
    note: str = ""
    note_values: Mapping[str, str] = field(default_factory=dict)
    effect: Enrol | Correct | None = None


def present(draft: Draft, facts: Facts) -> Outcome:
    """Show the screen at which the draft stands, as after a restart."""
    return Outcome(draft=draft, screen=screens.show(draft, facts))


def say(draft: Draft, sentence: Sentence, facts: Facts) -> Outcome:
    """Stay on the present screen and say a sentence."""
    shown = present(draft, facts)
    return replace(shown, note=sentence.phrase, note_values=sentence.values)


def go(draft: Draft, screen: str, facts: Facts) -> Outcome:
    """Go on to a screen; one gone through before is returned to, so that the trail has an end."""
    trail = (*draft.trail, draft.screen)
    if screen in trail:
        trail = trail[: trail.index(screen)]
    return present(replace(draft, screen=screen, trail=trail), facts)


def finish(draft: Draft) -> Outcome:
    """End the dialogue with its effect."""
    if draft.for_file is not None:
        screen = screens.farewell(draft, corrections.farewell(draft))
        return Outcome(draft=None, screen=screen, effect=Correct(draft=draft))
    screen = screens.enrolled(draft)
    return Outcome(draft=None, screen=screen, effect=Enrol(draft=draft))
