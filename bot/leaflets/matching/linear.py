"""A linear model with a probability for each class (softmax regression), trained in numpy.

The same rows, classes and seed give the same model. It holds no texts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

ROWS_AT_ONCE = 128
SEED = 20260327
_BIAS_STEP = 0.1
_DECAY = 1e-5
_FIRST_SQUARE = 1e-6


@dataclass(frozen=True, slots=True)
class Some:
    """A few rows, with only those columns that hold anything in them; `columns` says which."""

    columns: NDArray[np.integer[Any]]
    table: Floats


Rows = Callable[[NDArray[np.int64]], Some]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (columns, classes) and a bias for each class."""

    weights: Floats
    bias: Floats

    def log_chances(self, some: Some) -> Floats:
        """Return the logarithm of each class's probability, (rows, classes)."""
        return _log_softmax(some.table @ self.weights[some.columns] + self.bias)


def train(
    rows: Rows,
    classes: NDArray[np.int64],
    *,
    columns: int,
    rounds: int,
    step: float,
    evenness: float = 1.0,
) -> Linear:
    """Learn from rows, which are made a few at a time.

    `evenness` 1 lets each class weigh the same, 0 each row: then broad classes weigh more.
    """
    many = int(classes.max()) + 1
    weights, bias = np.zeros((columns, many), np.float32), np.zeros(many, np.float32)
    squares = np.full((columns, many), _FIRST_SQUARE, np.float32)
    chance = np.random.default_rng(SEED)
    share = (len(classes) / (many * np.bincount(classes, minlength=many).clip(1))) ** evenness
    for _ in range(rounds):
        order = chance.permutation(len(classes))
        for start in range(0, len(order), ROWS_AT_ONCE):
            chosen = order[start : start + ROWS_AT_ONCE]
            some = rows(chosen)
            here = weights[some.columns]
            wrong = np.exp(_log_softmax(some.table @ here + bias))
            wrong[np.arange(len(chosen)), classes[chosen]] -= 1
            wrong *= (share[classes[chosen]] / len(chosen)).astype(np.float32)[:, None]
            slope = some.table.T @ wrong + _DECAY * here
            squares[some.columns] += slope * slope
            weights[some.columns] = here - step * slope / np.sqrt(squares[some.columns])
            bias -= _BIAS_STEP * step * wrong.sum(axis=0)
    return Linear(weights=weights, bias=bias)


def _log_softmax(scores: Floats) -> Floats:
    lowered = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(
        lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True)), dtype=np.float32
    )
