"""Which languages a message may be in, and whether it is in none that has signs."""

from collections.abc import Callable, Mapping, Sequence

from bot.core.triage import words
from bot.core.triage.lexicon import Lexicon
from bot.core.triage.signs import Signs
from bot.core.triage.words import Sentence, Spelling

FOREIGN_BELOW_SHARE = 0.5
FOREIGN_BELOW_SHARE_WITH_MARKS = 0.9
FOREIGN_FROM_WORDS = 3
AS_LIKELY_WITHIN_SHARE = 0.1
# Enough to tell a language by; a message of thousands of words must not take a second.
WORDS_LOOKED_AT = 120


Texts = Mapping[str, Sequence[Sentence]]
"""The sentences of one message, folded and cut as each language spells them."""


def spelt(text: str, lexicons: Mapping[str, Lexicon]) -> Texts:
    """Return the sentences of a message as each language spells them."""
    return {name: words.sentences(text, each.spelling) for name, each in lexicons.items()}


def likely(texts: Texts, lexicons: Mapping[str, Lexicon], language: str) -> list[str]:
    """Return the languages to read in: the client's own, and whichever fits the words as well.

    Only words spelt right speak for a language: with typos allowed, any word may be of any.
    """
    shares = _spelt_right(texts, lexicons)
    lowest = max(shares.values(), default=0.0) - AS_LIKELY_WITHIN_SHARE
    return [name for name, share in shares.items() if name == language or share >= lowest]


def likeliest(texts: Texts, lexicons: Mapping[str, Lexicon], language: str) -> str:
    """Return the one language that knows most of the words; of equals the client's own."""
    shares = _spelt_right(texts, lexicons)
    return max(shares, key=lambda name: (shares[name], name == language))


def is_foreign(text: str, texts: Texts, signs: Signs) -> bool:
    """Tell whether too few words are known in any language; a word or two may be anything.

    A letter that none of the languages has (a Polish one, an Arabic one) tells by itself, and a
    common word of another language that no lexicon has. Misspelt words are known too.
    """
    is_marked = _has_strange_letter(texts, signs.lexicons) or _has_foreign_word(text, signs)
    told = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    if not is_marked and len(told) < FOREIGN_FROM_WORDS:
        return False
    enough = FOREIGN_BELOW_SHARE_WITH_MARKS if is_marked else FOREIGN_BELOW_SHARE
    return not any(
        _share(_spoken(texts[name]), each.may_know) >= enough
        for name, each in signs.lexicons.items()
    )


def _spelt_right(texts: Texts, lexicons: Mapping[str, Lexicon]) -> Mapping[str, float]:
    return {name: _share(_spoken(texts[name]), each.knows) for name, each in lexicons.items()}


def _share(told: Sequence[str], is_known: Callable[[str], bool]) -> float:
    """Return which share of the first words is known, 0 to 1."""
    looked_at = told[:WORDS_LOOKED_AT]
    return sum(map(is_known, looked_at)) / len(looked_at) if looked_at else 1.0


def _spoken(sentences: Sequence[Sentence]) -> Sequence[str]:
    return [word for each in sentences for word in each.words if word.isalpha()]


def _has_foreign_word(text: str, signs: Signs) -> bool:
    found = {word for each in words.sentences(text, Spelling()) for word in each.words}
    marks = found & signs.foreign_words
    return any(
        not any(word in lexicon.vocabulary for lexicon in signs.lexicons.values()) for word in marks
    )


def _has_strange_letter(texts: Texts, lexicons: Mapping[str, Lexicon]) -> bool:
    return bool(lexicons) and all(
        not set("".join(_spoken(texts[name]))) <= each.letters for name, each in lexicons.items()
    )
