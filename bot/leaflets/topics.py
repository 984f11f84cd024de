"""What the leaflets tell about questions, put together: topics, their things, their examples.

All of it is plain data for core and the matcher; the files were read in `sources`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, get_args

from bot.core.pack import Pack
from bot.core.questions import Match, Topic, TopicKind, Topics
from bot.core.triage import Spelling, words
from bot.leaflets.matching import Example
from bot.leaflets.sources import Leaflet, Phrases
from bot.leaflets.things_file import Things
from bot.render.markdown import without_fields

# A slip is seldom made twice the same way.
AGREED_FROM = 2
_KINDS: Mapping[str, TopicKind] = {kind: kind for kind in get_args(TopicKind)}
# An apostrophe parts two words in some languages: the words are kept as both kinds read them.
_READINGS = (Spelling(), Spelling(parts_at_apostrophe=True))


class MatcherPort(Protocol):
    """Says how like a text is to the examples of each slug."""

    def closest(self, text: str, language: str) -> Match:
        """Return the slugs by likeness, best first."""
        ...

    @property
    def has_learnt(self) -> bool:
        """Tell whether it is ready, or can be in a moment."""
        ...

    def load(self) -> None:
        """Get ready; takes seconds, so in a thread."""
        ...


def topics_of(
    leaflets: Iterable[Leaflet],
    things: Mapping[str, Things],
    pack: Pack,
    known: Mapping[str, frozenset[str]],
    spelling: Mapping[str, Spelling],
) -> Topics:
    """Return the topics that the leaflets of the first language tell of.

    A thing is spelt as the words of the signs are.
    """
    by_slug: dict[str, Topic] = {}
    for leaflet in leaflets:
        about = leaflet.about
        if about is None or leaflet.area:
            continue
        by_slug[about.slug] = Topic(
            slug=about.slug,
            kind=_KINDS[about.kind],
            related=about.related,
            things=tuple(
                rule.name for rule in pack.restrictions.values() if rule.topic == about.slug
            ),
            staff=about.staff,
            crisis=about.crisis,
        )
    return Topics(by_slug=by_slug, things=things, known=known, spelling=spelling)


def examples_of(leaflets: Iterable[Leaflet]) -> tuple[Example, ...]:
    """Return the example messages of leaflets, with the language they are written in."""
    return tuple(
        Example(slug=leaflet.about.slug, language=leaflet.language, text=question)
        for leaflet in leaflets
        if leaflet.about is not None
        for question in leaflet.about.questions
    )


def known_words(leaflets: Iterable[Leaflet], phrases: Phrases) -> frozenset[str]:
    """Return the words that a language's own texts use, folded: such a word is no slip.

    Example messages hold slips, so a word counts only where two of them agree on it; those of
    signs are left out, as their slips are the very ones that must be heard through.
    """
    leaflets = tuple(leaflets)
    pieces = (without_fields(text) for text in _texts(leaflets, phrases))
    own = _folded_words("\n".join(sorted({word for text in pieces for word in text.split()})))
    asked = (example for each in leaflets for example in _asked(each))
    agreed = Counter(word for example in asked for word in _folded_words(example))
    return own | {word for word, times in agreed.items() if times >= AGREED_FROM}


def _asked(leaflet: Leaflet) -> Sequence[str]:
    about = leaflet.about
    return () if about is None or about.kind == "sign" else about.questions


def _folded_words(text: str) -> frozenset[str]:
    readings = _READINGS if words.has_apostrophe(text) else _READINGS[:1]
    return frozenset(word for spelling in readings for word in words.letters_only(text, spelling))


def _texts(leaflets: Iterable[Leaflet], phrases: Phrases) -> Iterator[str]:
    yield from phrases.texts.values()
    for leaflet in leaflets:
        yield leaflet.title
        yield leaflet.body
