"""A stand-in for the matcher: a topic is as like a text as the words written here say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.questions import Match
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


def with_likeness(library: ContentLibrary) -> ContentLibrary:
    """Return the library with this stand-in for every treatment."""
    return replace(library, matchers=dict.fromkeys(library.packs, Likeness(WORDS)))
