"""Whether the texts of a language are there and still say what the English ones say.

A translation names the English text it was made from by a hash. What is missing or was changed
since falls back to English; what never may, and every phrase and sign, must be there, or the
language is not offered. How a file is stamped is `stamping`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core import stops
from bot.core.pack import Pack, Urgency
from bot.leaflets import signing, stamping
from bot.leaflets.about import SIGNS_FOLDER
from bot.leaflets.sources import TRANSLATED_FROM, Leaflet, Phrases

MARK_LETTERS = 16
NAMED = 5
PHRASES = "phrases"
_URGENT = frozenset({Urgency.EMERGENCY, Urgency.SAME_DAY})

Leaflets = Mapping[str, Leaflet]


class State(StrEnum):
    """How a translation stands to the English text."""

    CURRENT = "current"
    MISSING = "missing"
    STALE = "stale"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a language stands: each leaflet by its stem, and the phrases."""

    leaflets: Mapping[str, State]
    phrases: State

    def of(self, state: State) -> tuple[str, ...]:
        """Return the names of what stands like that, leaflets first."""
        found = tuple(stem for stem, each in self.leaflets.items() if each is state)
        return (*found, PHRASES) if self.phrases is state else found

    @property
    def outdated(self) -> frozenset[str]:
        """The stems of leaflets that are there and may say something else than the English."""
        old = (State.STALE, State.UNCONFIRMED)
        return frozenset(stem for stem, state in self.leaflets.items() if state in old)


def mark_of(text: Leaflet | Phrases) -> str:
    """Return the hash by which a translation names the text it was made from."""
    if isinstance(text, Leaflet):
        return signing.signature_of_leaflet(text)[:MARK_LETTERS]
    return signing.signature_of_phrases(text)[:MARK_LETTERS]


def compare(model: tuple[Leaflets, Phrases], own: tuple[Leaflets, Phrases]) -> Standing:
    """Return how the texts of a language stand to those of the first one."""
    leaflets, phrases = own
    return Standing(
        leaflets={
            stem: _state(mark_of(source), leaflets.get(stem)) for stem, source in model[0].items()
        },
        phrases=_state(mark_of(model[1]), phrases if phrases.is_readable else None),
    )


def never_falls_back(key: str, pack: Pack, named: tuple[str, ...]) -> bool:
    """Tell whether a leaflet must be read in the client's own language, or not at all.

    These are the leaflets of signs, of answers that are urgent, and those that plan.toml names.
    """
    urgent = {each.leaflet for each in pack.guidance if each.urgency in _URGENT}
    if pack.course is not None:
        urgent.update(pack.course.leaflets)
    is_of_sign = key.startswith(f"{SIGNS_FOLDER}/") or key in stops.LEAFLETS
    return is_of_sign or key in urgent or key in named


def confirm(own: Leaflet | Phrases, model: Leaflet | Phrases) -> None:
    """Write into a translation that it says what the English text says now.

    Raises OSError for a file that cannot be written.
    """
    part = "review" if isinstance(own, Phrases) else None
    stamping.write(own.path, part, {TRANSLATED_FROM: mark_of(model)})


def told(names: tuple[str, ...]) -> str:
    """Return names as a list that stays short."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _state(mark: str, translation: Leaflet | Phrases | None) -> State:
    if translation is None:
        return State.MISSING
    if not translation.translated_from:
        return State.UNCONFIRMED
    return State.CURRENT if translation.translated_from == mark else State.STALE
