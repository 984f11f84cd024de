"""Texts as counted letter groups, words and pairs of words: hashed columns, weighed by rarity."""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.leaflets.matching.linear import Floats, Some

COLUMNS = 16384
SHORTEST_GROUP = 2
LONGEST_GROUP = 5
TEXT_LIMIT_CHARACTERS = 600

_WORDS = re.compile(r"\w+|[^\w\s]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns that a text fills, and how much."""

    columns: NDArray[np.int32]
    weights: Floats


def spelt(text: str) -> str:
    """Return a text without capitals, accents, apostrophes and long-drawn letters, cut short."""
    plain = unicodedata.normalize("NFKD", text[:TEXT_LIMIT_CHARACTERS].casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _DRAWN_OUT.sub(r"\1", bare.replace("'", "").replace("’", ""))


def counted(text: str) -> Counted:
    """Return how often each column's groups stand in a text."""
    return hashed(_groups(_WORDS.findall(spelt(text))))


def hashed(groups: Iterable[str]) -> Counted:
    """Return how often the groups of each column come."""
    found = Counter(zlib.crc32(group.encode()) % COLUMNS for group in groups)
    columns = np.fromiter(sorted(found), np.int32, len(found))
    seen = np.array([found[column] for column in columns.tolist()], np.float32)
    return Counted(columns=columns, weights=seen)


def _groups(words: Sequence[str]) -> Iterator[str]:
    """Yield the letter groups of each word, the words, and pairs of neighbours."""
    for word in words:
        padded = f" {word} "
        for length in range(SHORTEST_GROUP, LONGEST_GROUP + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
        yield f"word:{word}"
    for first, second in pairwise(words):
        yield f"pair:{first} {second}"


def rarity(texts: Sequence[Counted]) -> Floats:
    """Return for each column how rare it is among the texts (smoothed inverse frequency)."""
    holding = np.zeros(COLUMNS)
    for text in texts:
        holding[text.columns] += 1
    return (np.log((1 + len(texts)) / (1 + holding)) + 1).astype(np.float32)


def weighed(text: Counted, rare: Floats) -> Counted:
    """Return a text's columns with weights of length 1 instead of counts."""
    weights = (1 + np.log(text.weights)) * rare[text.columns]
    length = float(np.linalg.norm(weights)) or 1.0
    return Counted(columns=text.columns, weights=(weights / length).astype(np.float32))


def table(texts: Sequence[Counted]) -> Some:
    """Return the texts as rows of the columns that any of them fills."""
    columns = np.unique(np.concatenate([text.columns for text in texts]))
    rows = np.zeros((len(texts), len(columns)), np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[np.searchsorted(columns, text.columns)] = text.weights
    return Some(columns=columns, table=rows)
