"""Which languages a message may be in, and whether it is in none that has signs."""

from collections.abc import Mapping, Sequence

from bot.core.triage import words
from bot.core.triage.lexicon import Lexicon
from bot.core.triage.signs import Signs
from bot.core.triage.words import Spelling

FOREIGN_BELOW_SHARE = 0.5
FOREIGN_BELOW_SHARE_WITH_MARKS = 0.9
FOREIGN_FROM_WORDS = 3
AS_LIKELY_WITHIN_SHARE = 0.1


def shares_known(text: str, lexicons: Mapping[str, Lexicon]) -> dict[str, float]:
    """Return for each language which share of a message's words it knows, 0 to 1."""
    return {name: _share_known(text, lexicon) for name, lexicon in lexicons.items()}


def likely(text: str, lexicons: Mapping[str, Lexicon], language: str) -> list[str]:
    """Return the languages to read in: the client's own, and whichever fits the words as well.

    Only words spelt right speak for a language: with typos allowed, any word may be of any.
    """
    shares = {name: _share_spelt_right(text, lexicon) for name, lexicon in lexicons.items()}
    lowest = max(shares.values(), default=0.0) - AS_LIKELY_WITHIN_SHARE
    return [name for name, share in shares.items() if name == language or share >= lowest]


def is_foreign(text: str, signs: Signs, shares: Mapping[str, float]) -> bool:
    """Tell whether too few words are known in any language; a word or two may be anything.

    A letter that none of the languages has (a Polish one, an Arabic one) tells by itself, and a
    common word of another language that no lexicon has.
    """
    best = max(shares.values(), default=0.0)
    if _has_strange_letter(text, signs.lexicons) or _has_foreign_word(text, signs):
        return best < FOREIGN_BELOW_SHARE_WITH_MARKS
    told = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return len(told) >= FOREIGN_FROM_WORDS and best < FOREIGN_BELOW_SHARE


def _share_known(text: str, lexicon: Lexicon) -> float:
    """Return the share of words known, misspelt ones too."""
    told = _spoken(text, lexicon)
    return sum(map(lexicon.may_know, told)) / len(told) if told else 1.0


def _share_spelt_right(text: str, lexicon: Lexicon) -> float:
    told = _spoken(text, lexicon)
    return sum(map(lexicon.knows, told)) / len(told) if told else 1.0


def _spoken(text: str, lexicon: Lexicon) -> Sequence[str]:
    found = words.sentences(text, lexicon.spelling)
    return [word for each in found for word in each.words if word.isalpha()]


def _has_foreign_word(text: str, signs: Signs) -> bool:
    found = {word for each in words.sentences(text, Spelling()) for word in each.words}
    marks = found & signs.foreign_words
    return any(
        not any(word in lexicon.vocabulary for lexicon in signs.lexicons.values()) for word in marks
    )


def _has_strange_letter(text: str, lexicons: Mapping[str, Lexicon]) -> bool:
    return bool(lexicons) and all(
        not set("".join(_spoken(text, lexicon))) <= lexicon.letters for lexicon in lexicons.values()
    )
