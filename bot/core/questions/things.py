"""Which single things a text names, in the client's language or the one everybody mixes in."""

from collections.abc import Sequence

from bot.core.questions.words import Topics
from bot.core.triage import Lexicon, words
from bot.core.triage.lexicon import Naming

COMMON_LANGUAGE = "en"
SENTENCES_READ = 50


def named(text: str, topics: Topics, language: str) -> tuple[str, ...]:
    """Return the things a text names, in the order of their places, each once.

    The longest naming wins: "permanent make-up" is not make-up. The client's own language counts
    first; English names (of products, of sports) count where it has none.
    """
    for each in dict.fromkeys((language, COMMON_LANGUAGE)):
        lexicon = topics.lexicons.get(each)
        found = () if lexicon is None else _in_language(text, lexicon)
        if found:
            return found
    return ()


def _in_language(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    named = (
        naming.concept
        for sentence in sentences(text, lexicon)
        for naming in longest(lexicon.namings(sentence.words))
        if not naming.concept.startswith("_")
    )
    return tuple(dict.fromkeys(named))


def sentences(text: str, lexicon: Lexicon) -> Sequence[words.Sentence]:
    """Return the sentences of a text as the lexicon reads them, with hyphens as spaces."""
    return words.sentences(text.replace("-", " "), lexicon.spelling)[:SENTENCES_READ]


def longest(namings: Sequence[Naming]) -> list[Naming]:
    """Return the namings that do not lie within a longer one."""
    return [
        each
        for each in namings
        if not any(other.holds(each) and _width(other) > _width(each) for other in namings)
    ]


def _width(naming: Naming) -> int:
    return naming.end - naming.start
