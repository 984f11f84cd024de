"""The matcher: learns from the examples of all languages, then ranks the slugs for a text.

Until `load` has run it ranks nothing, and messages go to a person. What was learnt may be kept
beside the program, under a hash of the examples.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.questions import Match
from bot.leaflets.matching import grams, kept, linear, memory, vectors
from bot.leaflets.matching.examples import Example
from bot.leaflets.matching.grams import Counted
from bot.leaflets.matching.linear import Floats, Linear, Some
from bot.leaflets.matching.threads import one_thread

RANKED = 128
# Shares and sharpness measured on the development messages; see `./run bench answers`.
VECTORS_SHARE = 0.2
NEIGHBOURS_WEIGHT = 14.0
NEIGHBOURS = 3
VECTOR_LENGTH = 3.0
GRAM_ROUNDS, GRAM_STEP = 12, 0.5
VECTOR_ROUNDS, VECTOR_STEP = 30, 0.3
# Less than even: what is off the topic is told in more ways than any topic, and in more examples.
EVENNESS = 0.75
_FINENESS = 127.0
_BLOCK_ROWS = 512
_ALL_COLUMNS = np.arange(vectors.COLUMNS)
_KEPT = {
    "slugs", "rare", "gram_weights", "gram_bias", "vector_weights", "vector_bias", "vectors",
    "classes",
}  # fmt: skip
_METHOD = "grams 16384 + vectors 512 + neighbours, 8"


@dataclass(frozen=True, slots=True)
class _Learnt:
    slugs: tuple[str, ...]
    rare: Floats
    by_grams: Linear
    by_vectors: Linear
    vectors: NDArray[np.int8]  # a quarter of the memory; widened for each look
    classes: NDArray[np.int64]


class Matcher:
    """Ranks slugs by likeness; `kept_at` is where what was learnt is kept, None to keep nothing.

    Its name is completed with a hash of the examples: `<folder>/<treatment>`.
    """

    def __init__(self, examples: Sequence[Example], kept_at: Path | None = None) -> None:
        """Take the examples; nothing is learnt before `load`."""
        self._examples = tuple(
            sorted(examples, key=lambda each: (each.slug, each.language, each.text))
        )
        self._stem = kept_at
        self._learnt: _Learnt | None = None

    @property
    def has_learnt(self) -> bool:
        """Tell whether it has learnt, or what was learnt before is kept."""
        path = self._kept_at
        return self._learnt is not None or (path is not None and path.is_file())

    def load(self) -> None:
        """Learn, or read what was learnt before; seconds of work, for a thread."""
        if self._learnt is None and self._examples:
            with one_thread():
                learnt = self._read() or self._learn()
                vectors.warm_up(None if self._stem is None else self._stem.parent)
            memory.give_back()
            self._learnt = learnt

    def closest(self, text: str, language: str) -> Match:
        """Return the likeness of a text to each slug, best first; nothing before `load`."""
        if self._learnt is None or not text.strip():
            return Match()
        with one_thread():
            chances = _chances(text, self._learnt)
        order = np.argsort(-chances, kind="stable")[:RANKED]
        return Match(
            ranked=tuple((self._learnt.slugs[place], float(chances[place])) for place in order)
        )

    def _learn(self) -> _Learnt:
        slugs = tuple(sorted({example.slug for example in self._examples}))
        number = {slug: place for place, slug in enumerate(slugs)}
        classes = np.array([number[example.slug] for example in self._examples], np.int64)
        counted = [grams.counted(example.text) for example in self._examples]
        rare = grams.rarity(counted)
        weighed = [grams.weighed(each, rare) for each in counted]
        encoded = vectors.vectors([example.text for example in self._examples])
        learnt = _Learnt(
            slugs=slugs,
            rare=rare,
            by_grams=linear.train(
                lambda chosen: grams.table(_some(weighed, chosen)),
                classes,
                columns=grams.COLUMNS,
                rounds=GRAM_ROUNDS,
                step=GRAM_STEP,
                evenness=EVENNESS,
            ),
            by_vectors=linear.train(
                lambda chosen: _vector_rows(encoded[chosen]),
                classes,
                columns=vectors.COLUMNS,
                rounds=VECTOR_ROUNDS,
                step=VECTOR_STEP,
                evenness=EVENNESS,
            ),
            vectors=np.rint(encoded * _FINENESS).astype(np.int8),
            classes=classes,
        )
        self._keep(learnt)
        return learnt

    @property
    def _kept_at(self) -> Path | None:
        told = [[each.slug, each.language, each.text] for each in self._examples]
        return kept.path_of(self._stem, [_METHOD, told])

    def _read(self) -> _Learnt | None:
        found = kept.read(self._kept_at)
        if found is None or not found.keys() >= _KEPT:
            return None
        return _Learnt(
            slugs=tuple(map(str, found["slugs"])),
            rare=found["rare"],
            by_grams=Linear(weights=found["gram_weights"], bias=found["gram_bias"]),
            by_vectors=Linear(weights=found["vector_weights"], bias=found["vector_bias"]),
            vectors=found["vectors"],
            classes=found["classes"],
        )

    def _keep(self, learnt: _Learnt) -> None:
        arrays = {
            "slugs": np.array(learnt.slugs),
            "rare": learnt.rare,
            "gram_weights": learnt.by_grams.weights,
            "gram_bias": learnt.by_grams.bias,
            "vector_weights": learnt.by_vectors.weights,
            "vector_bias": learnt.by_vectors.bias,
            "vectors": learnt.vectors,
            "classes": learnt.classes,
        }
        kept.write(self._kept_at, arrays)


def _some(weighed: Sequence[Counted], chosen: NDArray[np.int64]) -> list[Counted]:
    return [weighed[place] for place in chosen]


def _vector_rows(encoded: Floats) -> Some:
    return Some(columns=_ALL_COLUMNS, table=encoded * VECTOR_LENGTH)


def _chances(text: str, learnt: _Learnt) -> Floats:
    """Mix three likenesses: by spelling, by meaning, and to the nearest examples of each slug."""
    counted = grams.weighed(grams.counted(text), learnt.rare)
    by_grams = learnt.by_grams.log_chances(grams.table([counted]))[0]
    vector = vectors.vector(text)
    by_vectors = learnt.by_vectors.log_chances(_vector_rows(vector[None]))[0]
    mixed = VECTORS_SHARE * by_vectors + (1 - VECTORS_SHARE) * by_grams
    mixed = mixed + NEIGHBOURS_WEIGHT * _nearness(_likeness(learnt.vectors, vector), learnt)
    chances = np.exp(mixed - mixed.max())
    return np.asarray(chances / chances.sum(), dtype=np.float32)


def _likeness(rows: NDArray[np.int8], vector: Floats) -> Floats:
    """Return the cosine of each row with a vector; widened block by block, to save memory."""
    blocks = (rows[start : start + _BLOCK_ROWS] for start in range(0, len(rows), _BLOCK_ROWS))
    found = [block.astype(np.float32) @ vector for block in blocks]
    return np.asarray(np.concatenate(found) / _FINENESS, dtype=np.float32)


def _nearness(likeness: Floats, learnt: _Learnt) -> Floats:
    """Return how near the nearest examples of each slug are; classes stand in order."""
    starts = np.searchsorted(learnt.classes, np.arange(len(learnt.slugs) + 1))
    nearest = [
        np.sort(likeness[start:end])[-NEIGHBOURS:].mean()
        for start, end in itertools.pairwise(starts)
    ]
    return np.array(nearest, np.float32)
