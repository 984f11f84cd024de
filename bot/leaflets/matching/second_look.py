"""Learns from messages with a known verdict how alarms are told, and weighs new ones by it.

One linear model over three views of a message: its traits (what the rules name in it, in which
order, on which day), its letter groups, its sentence vector. Before `load` it says nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.pack import Urgency
from bot.core.triage import Chances
from bot.leaflets.matching import grams, kept, linear, memory, vectors
from bot.leaflets.matching.examples import Told
from bot.leaflets.matching.grams import Counted
from bot.leaflets.matching.linear import Floats, Linear
from bot.leaflets.matching.threads import one_thread

TRAITS_LENGTH, GRAMS_LENGTH, VECTOR_LENGTH = 2.0, 1.5, 2.0
ROUNDS, STEP = 25, 0.5
_COLUMNS = 2 * grams.COLUMNS + vectors.COLUMNS
_VECTOR_COLUMNS = np.arange(vectors.COLUMNS) + 2 * grams.COLUMNS
_CLASSES: tuple[Urgency | None, ...] = (None, Urgency.SAME_DAY, Urgency.EMERGENCY)
_KEPT = {"traits", "grams", "weights", "bias"}
_METHOD = "traits 16384 + grams 16384 + vectors 512, 1"

Traits = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Learnt:
    rare_traits: Floats
    rare_grams: Floats
    model: Linear


class SecondLook:
    """Weighs how a message is told; `kept_at` is where what was learnt is kept, None for nowhere.

    `traits_of` gives the traits of an example; `made_of` is what they depend on besides it, as
    plain values: where that changes all is learnt anew.
    """

    def __init__(
        self,
        told: Sequence[Told],
        traits_of: Callable[[Told], Traits],
        *,
        made_of: Any = None,
        kept_at: Path | None = None,
    ) -> None:
        """Take the examples; nothing is learnt before `load`."""
        self._told = tuple(told)
        self._traits_of = traits_of
        self._made_of = made_of
        self._stem = kept_at
        self._learnt: _Learnt | None = None

    @property
    def has_learnt(self) -> bool:
        """Tell whether it has learnt, what was learnt is kept, or there is nothing to learn."""
        if self._learnt is not None or not self._told:
            return True
        path = self._kept_at
        return path is not None and path.is_file()

    def load(self) -> None:
        """Learn, or read what was learnt before; seconds of work, for a thread."""
        if self._learnt is None and self._told:
            with one_thread():
                learnt = self._read() or self._learn()
            self._learnt = learnt
            self._told = ()
            memory.give_back()

    def chances(self, text: str, traits: Traits) -> Chances | None:
        """Return how likely a message is an alarm, None before `load`."""
        if self._learnt is None or not text.strip():
            return None
        with one_thread():
            row = _row(
                grams.hashed(traits), grams.counted(text), vectors.vector(text), self._learnt
            )
            found = np.exp(self._learnt.model.log_chances(grams.table([row]))[0])
        same_day, emergency = (float(found[_CLASSES.index(each)]) for each in _CLASSES[1:])
        return Chances(emergency=emergency, same_day=same_day)

    @property
    def _kept_at(self) -> Path | None:
        told = [[each.text, each.language, each.hours, each.urgency] for each in self._told]
        return kept.path_of(self._stem, [_METHOD, told, self._made_of])

    def _learn(self) -> _Learnt:
        traits = [grams.hashed(self._traits_of(each)) for each in self._told]
        spelt = [grams.counted(each.text) for each in self._told]
        meant = vectors.vectors([each.text for each in self._told])
        empty = Linear(weights=np.zeros((0, 0), np.float32), bias=np.zeros(0, np.float32))
        rare = _Learnt(grams.rarity(traits), grams.rarity(spelt), empty)
        rows = [_row(*views, rare) for views in zip(traits, spelt, meant, strict=True)]
        model = linear.train(
            lambda chosen: grams.table([rows[place] for place in chosen]),
            np.array([_CLASSES.index(each.urgency) for each in self._told], np.int64),
            columns=_COLUMNS,
            rounds=ROUNDS,
            step=STEP,
        )
        learnt = _Learnt(rare.rare_traits, rare.rare_grams, model)
        self._keep(learnt)
        return learnt

    def _read(self) -> _Learnt | None:
        found = kept.read(self._kept_at)
        if found is None or not found.keys() >= _KEPT:
            return None
        model = Linear(weights=found["weights"], bias=found["bias"])
        return _Learnt(found["traits"], found["grams"], model)

    def _keep(self, learnt: _Learnt) -> None:
        arrays = {
            "traits": learnt.rare_traits,
            "grams": learnt.rare_grams,
            "weights": learnt.model.weights,
            "bias": learnt.model.bias,
        }
        kept.write(self._kept_at, arrays)


def _row(traits: Counted, spelt: Counted, meant: Floats, rare: _Learnt) -> Counted:
    """Return the three views side by side, each at its own length."""
    told = grams.weighed(traits, rare.rare_traits)
    written = grams.weighed(spelt, rare.rare_grams)
    return Counted(
        columns=np.concatenate([told.columns, written.columns + grams.COLUMNS, _VECTOR_COLUMNS]),
        weights=np.concatenate(
            [
                told.weights * TRAITS_LENGTH,
                written.weights * GRAMS_LENGTH,
                meant * VECTOR_LENGTH,
            ]
        ),
    )
