"""A typed message as words: folded to one spelling, cut into sentences.

What typing on a phone does to words is undone here as far as no meaning is lost: capitals,
accents, long-drawn letters, apostrophes. What the words mean is the lexicon's.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

COMMA = ","
# Nobody tells one thing in more words; what is longer is read in pieces, or takes too long.
LONGEST_SENTENCE_WORDS = 200
LETTERS_REMEMBERED = 4_096
_STOPS = ".!?;…\n"
_COMMAS = ",:()–—/|"
_APOSTROPHES = "'’‘`´ʼ"
_APOSTROPHE_SIGNS = frozenset(_APOSTROPHES)
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_TOKENS = re.compile(rf"\d+(?:[.,]\d+)?|[^\W\d_]+|[{re.escape(_STOPS)}]|[{re.escape(_COMMAS)}]|\S")
# Accents, what steers writing, and what only colours an emoji.
_DROPPED = frozenset({"Mn", "Cf"})
_BLANK_SIGNS = frozenset('*_"«»„“”~<>[]{}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How one language is spelt: letters folded into others, and whether ' parts two words."""

    folds: Mapping[str, str] = field(default_factory=dict)
    parts_at_apostrophe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The words of one sentence, commas among them, and whether it ends as a question."""

    words: tuple[str, ...]
    is_question: bool = False


def sentences(text: str, spelling: Spelling) -> tuple[Sentence, ...]:
    """Return the sentences of a message, without the empty ones."""
    found: list[Sentence] = []
    words: list[str] = []
    for piece in _TOKENS.findall(folded(text, spelling)):
        if piece in _STOPS:
            _close(found, words, is_question=piece == "?")
        elif piece in _COMMAS:
            words.append(COMMA)
        elif piece not in _BLANK_SIGNS:
            words.append(piece.replace(",", "."))
        if len(words) == LONGEST_SENTENCE_WORDS:
            _close(found, words, is_question=False)
    _close(found, words, is_question=False)
    return tuple(found)


def has_apostrophe(text: str) -> bool:
    """Tell whether there is any in it, so that languages part its words in two ways."""
    return not _APOSTROPHE_SIGNS.isdisjoint(_plain(text))


def letters_only(text: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the words of a text that are letters and nothing else, folded."""
    return tuple(filter(str.isalpha, _TOKENS.findall(folded(text, spelling))))


def _close(found: list[Sentence], words: list[str], *, is_question: bool) -> None:
    """End a sentence; a question mark after a stop ("what!?") still makes it a question."""
    if any(word != COMMA for word in words):
        found.append(Sentence(words=tuple(words), is_question=is_question))
    elif is_question and found:
        found[-1] = Sentence(words=found[-1].words, is_question=True)
    words.clear()


def folded(text: str, spelling: Spelling) -> str:
    """Return the text in small letters without accents, in the language's one spelling."""
    plain = _plain(text)
    for sign in _APOSTROPHES:
        plain = plain.replace(sign, " " if spelling.parts_at_apostrophe else "")
    bare = plain if plain.isascii() else _without_accents(plain)
    for written, kept in spelling.folds.items():
        bare = bare.replace(written, kept)
    return _DRAWN_OUT.sub(r"\1", bare)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join([letter for letter in letters if not _is_dropped(letter)])


@lru_cache(maxsize=LETTERS_REMEMBERED)
def _is_dropped(letter: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return is_skin_tone or unicodedata.category(letter) in _DROPPED


def number_in(word: str) -> float | None:
    """Return the number a word is, None for other words."""
    return float(word.replace(",", ".")) if _NUMBER.fullmatch(word) else None
