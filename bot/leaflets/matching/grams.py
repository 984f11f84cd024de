"""Texts as counted letter groups, words and pairs of words: hashed columns, weighed by rarity."""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

COLUMNS = 16384
SHORTEST_GROUP = 2
LONGEST_GROUP = 5
TEXT_LIMIT_CHARACTERS = 600

_WORDS = re.compile(r"\w+|[^\w\s]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns that a text fills, and how much."""

    columns: NDArray[np.int64]
    weights: Floats


def spelt(text: str) -> str:
    """Return a text without capitals, accents, apostrophes and long-drawn letters, cut short."""
    plain = unicodedata.normalize("NFKD", text[:TEXT_LIMIT_CHARACTERS].casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _DRAWN_OUT.sub(r"\1", bare.replace("'", "").replace("’", ""))


def counts(text: str) -> Counter[int]:
    """Return how often each column's groups stand in a text."""
    words = _WORDS.findall(spelt(text))
    return Counter(zlib.crc32(group.encode()) % COLUMNS for group in _groups(words))


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


def rarity(texts: Sequence[Counter[int]]) -> Floats:
    """Return for each column how rare it is among the texts (smoothed inverse frequency)."""
    holding = np.zeros(COLUMNS)
    for text in texts:
        holding[list(text)] += 1
    return (np.log((1 + len(texts)) / (1 + holding)) + 1).astype(np.float32)


def weighed(text: Counter[int], rare: Floats) -> Counted:
    """Return a text's columns with weights of length 1."""
    columns = np.fromiter(sorted(text), np.int64, len(text))
    seen = np.array([text[column] for column in columns.tolist()], np.float32)
    weights = (1 + np.log(seen)) * rare[columns] if len(text) else seen
    length = float(np.linalg.norm(weights)) or 1.0
    return Counted(columns=columns, weights=(weights / length).astype(np.float32))


def table(texts: Sequence[Counted]) -> Floats:
    """Return the texts as rows of all columns."""
    rows = np.zeros((len(texts), COLUMNS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[text.columns] = text.weights
    return rows
