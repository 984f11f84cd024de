"""The frozen library: leaflets, phrases, rules and places, looked up by key.

It holds what was read and checked; nothing is opened here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.pack import Pack
from bot.core.sun import Place
from bot.leaflets import signing
from bot.leaflets.signing import SignedText
from bot.leaflets.sources import Leaflet, Phrases, PlanFile

FALLBACK_LANGUAGE = "en"


class MissingText(LookupError):
    """There is no text with that key, not even in the fallback language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One treatment: its rules, and its texts by language; leaflets by file name without .md."""

    pack: Pack
    plan: PlanFile
    leaflets: Mapping[str, Mapping[str, Leaflet]]
    phrases: Mapping[str, Phrases]

    def find(self, key: str, language: str, areas: Sequence[str]) -> str | None:
        """Return the text of a key in exactly that language; one area may have its own leaflet."""
        leaflets = self.leaflets.get(language, {})
        own = leaflets.get(f"{key}.{areas[0]}") if len(areas) == 1 else None
        leaflet = own or leaflets.get(key)
        if leaflet is not None:
            return leaflet.body
        phrases = self.phrases.get(language)
        return None if phrases is None else phrases.texts.get(key)

    def signed_texts(self, language: str) -> tuple[SignedText, ...]:
        """Return what can be sent in that language and needs a signature."""
        leaflets = self.leaflets.get(language, {}).values()
        return signing.texts_of(self.plan, leaflets, self.phrases.get(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLibrary:
    """All reviewed words and rules; implements `ports.Library`."""

    treatments: Mapping[str, Treatment]
    packs: Mapping[str, Pack]
    places: Mapping[str, Place]

    def text(self, treatment: str, key: str, language: str, areas: Sequence[str]) -> str:
        """Return the Markdown of a leaflet, or a phrase; a missing language falls back to English.

        A client with exactly one area gets that area's leaflet where there is one. Raises
        MissingText.
        """
        texts = self.treatments[treatment]
        for candidate in (language, FALLBACK_LANGUAGE):
            text = texts.find(key, candidate, areas)
            if text is not None:
                return text
        raise MissingText(f"{treatment}: {key}")

    def has(self, treatment: str, key: str, language: str) -> bool:
        """Tell whether that leaflet or phrase exists in exactly that language."""
        texts = self.treatments.get(treatment)
        return texts is not None and texts.find(key, language, ()) is not None

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
