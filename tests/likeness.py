"""Stand-ins for what learns from examples: words written here say what a text is like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.questions import Match
from bot.core.triage import Chances
from bot.core.triage.looks import no_look
from bot.leaflets import ContentLibrary


@dataclass(frozen=True)
class Likeness:
    """Ranks slugs by (word, likeness): each word that a text holds counts for its slug."""

    words: Mapping[str, tuple[str, float]]

    @property
    def has_learnt(self) -> bool:
        """There is nothing to learn."""
        return True

    def load(self) -> None:
        """Nothing has to be learnt."""

    def closest(self, text: str, language: str) -> Match:
        """Return the slugs whose words stand in the text, best first."""
        found: dict[str, float] = {}
        for word, (slug, likeness) in self.words.items():
            if word in text.lower():
                found[slug] = max(likeness, found.get(slug, 0.0))
        return Match(ranked=tuple(sorted(found.items(), key=lambda each: -each[1])))


WORDS = {
    "make": ("makeup", 0.8),
    "concealer": ("makeup", 0.8),
    "gym": ("exercise", 0.6),
    "moving": ("exercise", 0.7),
    "sport": ("exercise", 0.7),
    "sauna": ("swimming-heat", 0.7),
    "сауна": ("swimming-heat", 0.7),
    "swim": ("swimming-heat", 0.7),
    "ibuprofen": ("painkillers", 0.7),
    "tretinoin": ("retinoids", 0.7),
    "pregnant": ("pregnancy-breastfeeding", 0.8),
    "night": ("daily-life", 0.3),
    "routine": ("moisturizer", 0.25),
    "shine": ("cleansing", 0.2),
    "funny": ("infection", 0.22),
    "hello": ("greeting", 0.9),
    "thank": ("thanks", 0.9),
    "book": ("booking", 0.9),
    "cost": ("price", 0.9),
    "open": ("location-hours", 0.9),
    "human": ("human-handoff", 0.9),
    "football": ("off-topic", 0.9),
    "dog": ("off-topic", 0.05),
}


def with_second_look(
    library: ContentLibrary, chances: Mapping[str, tuple[float, float]]
) -> ContentLibrary:
    """Return the library with a second look that knows texts by a word in them.

    To each word its chances of an emergency and of a same-day sign; other texts get no look.
    """

    def look(text: str, traits: Sequence[str]) -> Chances | None:
        known = [told for word, told in chances.items() if word in text.lower()]
        return Chances(emergency=known[0][0], same_day=known[0][1]) if known else None

    treatments = {
        name: replace(each, signs=replace(each.signs, second_look=look))
        for name, each in library.treatments.items()
    }
    return replace(library, treatments=treatments)


def with_nothing_learnt(library: ContentLibrary) -> ContentLibrary:
    """Return the library as before anything is learnt, whatever another test has it learn."""
    treatments = {
        name: replace(each, signs=replace(each.signs, second_look=no_look))
        for name, each in library.treatments.items()
    }
    matchers = dict.fromkeys(library.packs, Likeness({}))
    return replace(library, treatments=treatments, matchers=matchers, second_looks={})


def with_likeness(
    library: ContentLibrary, words: Mapping[str, tuple[str, float]] = WORDS
) -> ContentLibrary:
    """Return the library with this stand-in for every treatment."""
    return replace(library, matchers=dict.fromkeys(library.packs, Likeness(words)))
