"""The frozen library: leaflets, phrases, rules, signs, topics and places, looked up by key.

It holds what was read and checked; nothing is opened here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.core.pack import Pack
from bot.core.questions import Match, Topics
from bot.core.sun import Place
from bot.core.triage import Signs
from bot.leaflets import signing, topics
from bot.leaflets.matching import Example, LateSecondLook, Told
from bot.leaflets.signing import SignedText
from bot.leaflets.sources import Leaflet, Phrases, PlanFile, TableFile
from bot.leaflets.topics import MatcherPort
from bot.leaflets.translations import Standing

FALLBACK_LANGUAGE = "en"
ONLY_ENGLISH_PHRASE = "formats.only_english"
TITLE_PREFIX = "title:"
LANGUAGE_NAMES = "languages."


class MissingText(LookupError):
    """There is no text with that key, not even in the fallback language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One treatment: its rules, and its texts by language; leaflets by file name without .md.

    `pack.languages` are those offered, the texts those of every folder. `standings` say how each
    translation stands to the English; `fixed` are the stems that never fall back. `tables` are the
    files of words and signs by language ("" for those of no language); `told` are messages with a
    known verdict.
    """

    pack: Pack
    plan: PlanFile
    leaflets: Mapping[str, Mapping[str, Leaflet]]
    phrases: Mapping[str, Phrases]
    tables: Mapping[str, tuple[TableFile, ...]] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    signs: Signs = field(default_factory=Signs)
    topics: Topics = field(default_factory=Topics)
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    _to_sign: dict[str, tuple[SignedText, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def examples(self) -> tuple[Example, ...]:
        """Return the example messages of every language, each with its slug."""
        every = (leaflet for each in self.leaflets.values() for leaflet in each.values())
        return topics.examples_of(every)

    def leaflet(self, key: str, language: str, areas: Sequence[str]) -> Leaflet | None:
        """Return the leaflet a client reads: one area may have its own, an old one is passed over.

        Where the language's own may not be used it is the English one.
        """
        own, model = self.leaflets.get(language, {}), self.leaflets.get(FALLBACK_LANGUAGE, {})
        stems = (f"{key}.{areas[0]}", key) if len(areas) == 1 else (key,)
        for stem in stems:
            if stem in own and self._is_usable(stem, language):
                return own[stem]
            if stem in model:
                return model[stem]
        return None

    def phrase(self, key: str, language: str) -> str | None:
        """Return a phrase in exactly that language; a language's name is in its own words."""
        named = key.removeprefix(LANGUAGE_NAMES) if key.startswith(LANGUAGE_NAMES) else ""
        phrases = self.phrases.get(named) or self.phrases.get(language)
        return None if phrases is None else phrases.texts.get(key)

    def _is_usable(self, stem: str, language: str) -> bool:
        standing = self.standings.get(language)
        return standing is None or stem in self.fixed or stem not in standing.outdated

    def signed_texts(self, language: str) -> tuple[SignedText, ...]:
        """Return what can be sent in that language and needs a signature; hashed only once."""
        if language not in self._to_sign:
            leaflets = self.leaflets.get(language, {}).values()
            tables = (*self.tables.get("", ()), *self.tables.get(language, ()))
            phrases = self.phrases.get(language)
            self._to_sign[language] = signing.texts_of(self.plan, leaflets, phrases, tables)
        return self._to_sign[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLibrary:
    """All reviewed words and rules; implements `ports.Library`.

    `notices` say in plain words which translations are missing or old, and which languages are
    not offered for that.
    """

    treatments: Mapping[str, Treatment]
    packs: Mapping[str, Pack]
    places: Mapping[str, Place]
    notices: tuple[str, ...] = ()
    matchers: Mapping[str, MatcherPort] = field(default_factory=dict)
    second_looks: Mapping[str, LateSecondLook] = field(default_factory=dict)

    def text(self, treatment: str, key: str, language: str, areas: Sequence[str]) -> str:
        """Return the Markdown of a leaflet, or a phrase; a missing language falls back to English.

        A client with exactly one area gets that area's leaflet where there is one. A leaflet that
        is English for want of a translation says so in a line of the client's language. A key
        "title:…" is the title of that leaflet. Raises MissingText.
        """
        texts = self.treatments[treatment]
        language = language if language in texts.pack.languages else FALLBACK_LANGUAGE
        if key.startswith(TITLE_PREFIX):
            titled = texts.leaflet(key.removeprefix(TITLE_PREFIX), language, areas)
            return self._found(None if titled is None else titled.title, treatment, key)
        leaflet = texts.leaflet(key, language, areas)
        if leaflet is not None:
            is_own = leaflet.language == language
            return leaflet.body if is_own else _excused(texts, leaflet, language)
        phrase = texts.phrase(key, language)
        fallen_back = texts.phrase(key, FALLBACK_LANGUAGE) if phrase is None else phrase
        return self._found(fallen_back, treatment, key)

    def _found(self, text: str | None, treatment: str, key: str) -> str:
        if text is None:
            raise MissingText(f"{treatment}: {key}")
        return text

    def has(self, treatment: str, key: str, language: str) -> bool:
        """Tell whether that leaflet or phrase exists in exactly that language."""
        texts = self.treatments.get(treatment)
        if texts is None:
            return False
        return key in texts.leaflets.get(language, {}) or texts.phrase(key, language) is not None

    def topics(self, treatment: str) -> Topics:
        """Return what clients may ask about, with the words of each single thing."""
        return self.treatments[treatment].topics

    def signs(self, treatment: str) -> Signs:
        """Return the warning signs, with the words of every language that has them."""
        return self.treatments[treatment].signs

    def examples(self, treatment: str) -> Sequence[Example]:
        """Return the example messages of all languages, from which the matcher learns."""
        return self.treatments[treatment].examples()

    def closest(self, treatment: str, text: str, language: str) -> Match:
        """Return how like a text is to the examples of each slug, best first."""
        return self.matchers[treatment].closest(text, language)

    @property
    def has_learnt(self) -> bool:
        """Tell whether what the matchers learn is there already, kept or in use."""
        return all(learner.has_learnt for learner in self._learners)

    @property
    def _learners(self) -> tuple[MatcherPort | LateSecondLook, ...]:
        return (*self.matchers.values(), *self.second_looks.values())

    def load_matchers(self) -> None:
        """Get ready for messages: lexicons, then the matchers' examples. Seconds, for a thread."""
        for texts in self.treatments.values():
            for lexicon in (*texts.signs.lexicons.values(), *texts.topics.lexicons.values()):
                lexicon.namings(("a",))
        for learner in self._learners:
            learner.load()

    @property
    def zones(self) -> Sequence[str]:
        """The names of the time zones a client may choose: those that have a city."""
        return tuple(sorted(self.places))

    def place_of_zone(self, zone: str) -> Place | None:
        """Return the coordinates of the zone's city from zone.tab."""
        return self.places.get(zone)

    def unsigned(self, treatment: str, language: str, today: date) -> Sequence[str]:
        """Return the names of texts that are unsigned, changed since, or overdue for review."""
        texts = self.treatments[treatment].signed_texts(language)
        return tuple(text.name for text in texts if not signing.is_signed(text, today))

    def signed_texts(self) -> tuple[SignedText, ...]:
        """Return every text that needs a signature, each once."""
        found = {
            text.name: text
            for treatment in self.treatments.values()
            for language in treatment.pack.languages
            for text in treatment.signed_texts(language)
        }
        return tuple(found.values())


def _excused(texts: Treatment, leaflet: Leaflet, language: str) -> str:
    """Return an English leaflet below a line that says why it is English."""
    line = texts.phrase(ONLY_ENGLISH_PHRASE, language)
    return leaflet.body if line is None else f"*{line}*\n\n{leaflet.body}"
