"""The words in which a message is understood: topics and their things, parts, likeness.

Plain data; how a text becomes an Understanding is `understanding`'s.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from bot.core.pack import Urgency
from bot.core.triage import Finding, Lexicon, Spelling, Triage

_HYPHEN = re.compile(r"(?<!\d)-|-(?!\d)")

TopicKind = Literal["topic", "admin", "greeting", "off_topic", "sign"]
# The kind of a topic that is a warning sign: it is never offered or answered as a question.
SIGN: Final = "sign"
MessageKind = Literal["topic", "red_flag", "greeting", "admin", "off_topic", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How like a message is to the examples of each slug: (slug, likeness 0 to 1), best first."""

    ranked: tuple[tuple[str, float], ...] = ()


Named = Mapping[str, tuple[str, ...]]
"""The patterns of each name, written as those of a lexicon."""

Closest = Callable[[str, str], Match]
"""The library's `closest` for one treatment: (text, language) -> Match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing people ask about: its slug, its kind, its neighbours and its single things.

    `staff` topics go to a person besides being answered; beside a `crisis` sign the crisis line is
    named.
    """

    slug: str
    kind: TopicKind
    related: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    staff: bool = False
    crisis: bool = False


@dataclass(frozen=True, kw_only=True)
class Topics:
    """All topics of a treatment by slug, and the words of each single thing by language.

    `things` holds, by language, the patterns of each thing, written as those of a lexicon, `days`
    those of the days one may ask about; `known` the words that exist in a language, folded, which
    are never taken for a misspelt other one; `spelling` how a language is spelt.
    """

    by_slug: Mapping[str, Topic] = field(default_factory=dict)
    things: Mapping[str, Named] = field(default_factory=dict)
    days: Mapping[str, Named] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spelling: Mapping[str, Spelling] = field(default_factory=dict)

    @cached_property
    def lexicons(self) -> Mapping[str, Lexicon]:
        """The words of the things as a lexicon for each language."""
        return self._lexicons(self.things)

    @cached_property
    def day_lexicons(self) -> Mapping[str, Lexicon]:
        """The words of the days as a lexicon for each language."""
        return self._lexicons(self.days)

    def _lexicons(self, named: Mapping[str, Named]) -> Mapping[str, Lexicon]:
        return {
            language: Lexicon(
                language=language,
                concepts={name: _spaced(patterns) for name, patterns in concepts.items()},
                spelling=self.spelling.get(language, Spelling()),
                known=self.known.get(language, frozenset()),
            )
            for language, concepts in named.items()
        }

    @cached_property
    def of_thing(self) -> Mapping[str, str]:
        """The slug of the topic each thing belongs to."""
        return {thing: topic.slug for topic in self.by_slug.values() for thing in topic.things}

    def kind_of(self, slug: str) -> TopicKind | None:
        """Return the kind of a slug, None where nothing of that name is known."""
        found = self.by_slug.get(slug)
        return None if found is None else found.kind


def _spaced(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Write hyphens as spaces: clients do either. That of a range of numbers stays."""
    return tuple(_HYPHEN.sub(" ", pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a message: its words, the topic if sure, the best three, the things named.

    `scores` are all likenesses, best first; `by_thing` tells that a thing named decided the topic,
    `is_alone` that no other thing was named, even an unlikely one.
    """

    text: str
    topic: str | None
    kind: MessageKind
    top: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    by_thing: bool = False
    is_alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What is made of a message: triage first, then each of its parts.

    `kind`, `topic` and `top` are those of the whole message; `topic` is None when unsure. `likely`
    are the topics worth offering when it is unsure, best first.
    """

    triage: Triage
    kind: MessageKind
    topic: str | None
    top: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    likely: tuple[str, ...] = ()

    @property
    def urgency(self) -> Urgency | None:
        """How urgent the message is."""
        return self.triage.urgency

    @property
    def finding(self) -> Finding | None:
        """The most urgent sign, if any."""
        return self.triage.first
