"""The words of one language for each concept, and where a sentence names them, typos and all.

A pattern is one or more words that follow each other; a word may end or begin with `*` (any
ending, any beginning), and `#38-38.9` is a number in that range. Filler words may stand between.
Which concepts make a sign is `signs`'.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from bot.core.triage import words
from bot.core.triage.words import COMMA, Spelling

FILLERS_BETWEEN = 2
ONE_TYPO_FROM_LETTERS = 5
TWO_TYPOS_FROM_LETTERS = 9
SHORTEST_STEM_WITH_TYPO = 5
WORDS_REMEMBERED = 8192
FILLER = "_filler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A concept named in a sentence: the places of its first word and behind its last."""

    concept: str
    start: int
    end: int

    def overlaps(self, other: "Naming") -> bool:
        """Tell whether the two share a word."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Naming") -> bool:
        """Tell whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Lexicon:
    """One language: its concepts' patterns, its spelling, and words that are no misspellings.

    Concepts that begin with `_` serve the grammar (negation, past ...). `known` holds words that
    exist, folded: a word that exists is never taken for a misspelt other one.
    """

    language: str
    concepts: Mapping[str, tuple[str, ...]]
    spelling: Spelling = field(default_factory=Spelling)
    known: frozenset[str] = frozenset()

    @cached_property
    def _patterns(self) -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
        """Patterns as (concept, words), by their first word."""
        found: dict[str, dict[tuple[str, tuple[str, ...]], None]] = {}
        for concept, patterns in self.concepts.items():
            for pattern in patterns:
                for parts in self._spellings(pattern):
                    found.setdefault(parts[0], {})[(concept, parts)] = None
        return {first: tuple(patterns) for first, patterns in found.items()}

    def _spellings(self, pattern: str) -> Iterable[tuple[str, ...]]:
        """Return a pattern as words, and written as one word too ("cantbreathe")."""
        parts = tuple(self._atom(part) for part in pattern.split())
        split = tuple(word for part in parts for word in part.split())
        if not split:
            return
        yield split
        inner = split[:-1]
        if len(split) > 1 and not any(sign in word for word in inner for sign in "*#"):
            joined = "".join(split)
            if len(joined) >= TWO_TYPOS_FROM_LETTERS:
                yield (joined,)

    def _atom(self, part: str) -> str:
        if part.startswith("#"):
            return part
        bare = words.folded(part.strip("*"), self.spelling)
        return f"{'*' if part.startswith('*') else ''}{bare}{'*' if part.endswith('*') else ''}"

    @cached_property
    def _atoms(self) -> frozenset[str]:
        return frozenset(
            atom for group in self._patterns.values() for _, parts in group for atom in parts
        )

    @cached_property
    def _wild(self) -> tuple[str, ...]:
        return tuple(atom for atom in self._atoms if "*" in atom or atom.startswith("#"))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every whole word of the lexicon and every known one, folded."""
        return self.known | {atom for atom in self._atoms if "*" not in atom and atom[0] != "#"}

    def knows(self, word: str) -> bool:
        """Tell whether a folded word exists in this language as far as we know."""
        return word in self.vocabulary or any(
            _fits(atom, word) for atom in self._wild if len(atom) > SHORTEST_STEM_WITH_TYPO
        )

    def namings(self, sentence: Sequence[str]) -> tuple[Naming, ...]:
        """Return every concept named in a sentence, in order of the places."""
        heard = [self._hear(word) for word in sentence]
        found: dict[Naming, None] = {}
        for start, atoms in enumerate(heard):
            for first in atoms:
                for concept, parts in self._patterns.get(first, ()):
                    end = self._end(heard, start, parts)
                    if end is not None:
                        found[Naming(concept=concept, start=start, end=end)] = None
        return tuple(sorted(found, key=lambda each: (each.start, each.end, each.concept)))

    def _end(
        self, heard: Sequence[frozenset[str]], start: int, parts: tuple[str, ...]
    ) -> int | None:
        """Return the place behind a pattern that begins at `start`, None where it does not fit."""
        place = start + 1
        for part in parts[1:]:
            skipped = 0
            while place < len(heard) and part not in heard[place]:
                if skipped == FILLERS_BETWEEN or not heard[place] & self._fillers:
                    return None
                place, skipped = place + 1, skipped + 1
            if place == len(heard):
                return None
            place += 1
        return place

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(
            words.folded(word, self.spelling) for word in self.concepts.get(FILLER, ())
        )

    @cached_property
    def _hear(self) -> Callable[[str], frozenset[str]]:
        """The same words come again and again: each is looked up once."""
        return lru_cache(maxsize=WORDS_REMEMBERED)(self._heard)

    def _heard(self, word: str) -> frozenset[str]:
        """Return the atoms a word may stand for: exact ones, else what it may be misspelt from."""
        if word == COMMA:
            return frozenset()
        wild = {atom for atom in self._wild if _fits(atom, word)}
        if word in self.vocabulary or wild:
            return frozenset((word, *wild))
        return frozenset(atom for atom in self._atoms if _may_be_misspelt(atom, word))


def _fits(atom: str, word: str) -> bool:
    """Tell whether a word is what a pattern's word with `*` or `#` stands for."""
    if atom.startswith("#"):
        number = words.number_in(word)
        lowest, _, highest = atom[1:].partition("-")
        return number is not None and float(lowest) <= number <= float(highest or lowest)
    bare = atom.strip("*")
    if atom.startswith("*"):
        return bare in word if atom.endswith("*") else word.endswith(bare)
    return word.startswith(bare) if atom.endswith("*") else word == bare


def _may_be_misspelt(atom: str, word: str) -> bool:
    """Tell whether a word is that pattern's word with a typo or two; short words have none."""
    if atom.startswith(("#", "*")):
        return False
    bare = atom.rstrip("*")
    allowed = _typos(len(bare))
    if atom.endswith("*"):
        if len(bare) < SHORTEST_STEM_WITH_TYPO or len(word) < len(bare) - 1:
            return False
        lengths = range(len(bare) - allowed, len(bare) + allowed + 1)
        return any(_distance(bare, word[:length], allowed) for length in lengths)
    return bool(allowed) and _distance(bare, word, allowed)


def _typos(letters: int) -> int:
    if letters >= TWO_TYPOS_FROM_LETTERS:
        return 2
    return 1 if letters >= ONE_TYPO_FROM_LETTERS else 0


def _distance(right: str, written: str, allowed: int) -> bool:
    """Tell whether one is the other within so many typos; a slip rarely hits the first letter."""
    if abs(len(right) - len(written)) > allowed:
        return False
    same_start = right[:1] == written[:1] or right[:2] == written[1::-1]
    return same_start and OSA.distance(right, written, score_cutoff=allowed) <= allowed
