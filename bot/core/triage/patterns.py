"""Patterns of a lexicon: their notation, and how they fit the words of a sentence.

A pattern is one or more words that follow each other; a word may end or begin with `*` (any
ending, any beginning), `a|b` or `(a b|c)` is one or the other, `(a|)` one or none, and `#38-38.9`
is a number in that range. Filler words may stand between.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern

from bot.core.triage import words

FILLERS_BETWEEN = 2
_CHOICES = re.compile(r"\(([^()]*)\)|([^\s()]+)")

Wording = tuple[str, ...]
"""Words that follow each other, as atoms: whole words, words with `*`, ranges of numbers."""
Place = tuple[Wording, ...]
"""The wordings of which one must stand at a place; an empty one lets it be left out."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A concept's pattern: for each place the wordings of which one must stand there."""

    concept: str
    places: tuple[Place, ...]

    @property
    def atoms(self) -> Iterator[str]:
        """All atoms of the pattern."""
        return (atom for place in self.places for wording in place for atom in wording)

    @property
    def first_atoms(self) -> frozenset[str]:
        """The atoms with which it may begin."""
        found: set[str] = set()
        for place in self.places:
            found.update(wording[0] for wording in place if wording)
            if all(place):
                break
        return frozenset(found)

    def end(
        self, heard: Sequence[frozenset[str]], start: int, fillers: frozenset[str]
    ) -> int | None:
        """Return the place behind it where it begins at `start`, None where it does not fit."""
        ends = {start}
        for place in self.places:
            ends = {
                behind
                for end in ends
                for wording in place
                if (behind := _behind(wording, heard, end, start, fillers)) is not None
            }
        return max((end for end in ends if end > start), default=None)


def parsed(concept: str, pattern: str, read_place: Callable[[str], Place]) -> Pattern | None:
    """Return a pattern as written in a file, None for one without words.

    `read_place` is `place_of` with a language's folding, remembered: many patterns share words.
    """
    places = tuple(read_place(group or word) for group, word in _CHOICES.findall(pattern))
    has_words = any(wording for place in places for wording in place)
    return Pattern(concept, places) if has_words else None


def place_of(choices: str, fold: Callable[[str], str]) -> Place:
    """Return the wordings of one place of a pattern, as "sore|hurts a lot"."""
    wordings = (_wording(choice, fold) for choice in choices.split("|"))
    return tuple(dict.fromkeys(wordings))


def fits(atom: str, word: str) -> bool:
    """Tell whether a word is what an atom with `*` or `#` stands for."""
    if atom.startswith("#"):
        number = words.number_in(word)
        lowest, _, highest = atom[1:].partition("-")
        return number is not None and float(lowest) <= number <= float(highest or lowest)
    bare = atom.strip("*")
    if atom.startswith("*"):
        return bare in word if atom.endswith("*") else word.endswith(bare)
    return word.startswith(bare) if atom.endswith("*") else word == bare


def _wording(choice: str, fold: Callable[[str], str]) -> Wording:
    return tuple(word for part in choice.split() for word in _atom(part, fold).split())


def _atom(part: str, fold: Callable[[str], str]) -> str:
    if part.startswith("#"):
        return part
    bare = fold(part.strip("*"))
    return intern(f"{'*' if part.startswith('*') else ''}{bare}{'*' if part.endswith('*') else ''}")


def _behind(
    wording: Wording,
    heard: Sequence[frozenset[str]],
    place: int,
    start: int,
    fillers: frozenset[str],
) -> int | None:
    """Return the place behind a wording from `place` on; fillers may stand before each word."""
    for atom in wording:
        skipped = 0
        while place < len(heard) and atom not in heard[place]:
            if place == start or skipped == FILLERS_BETWEEN or not heard[place] & fillers:
                return None
            place, skipped = place + 1, skipped + 1
        if place == len(heard):
            return None
        place += 1
    return place
