"""The words of one language for each concept, and where a sentence names them, typos and all.

How a pattern is written and fits is `patterns`'; which concepts make a sign is `signs`'.
"""

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from bot.core.triage import patterns, words
from bot.core.triage.patterns import Pattern
from bot.core.triage.words import COMMA, Spelling

ONE_TYPO_FROM_LETTERS = 5
TWO_TYPOS_FROM_LETTERS = 9
SHORTEST_STEM_WITH_TYPO = 5
LONGEST_ENDING = 3
LONGEST_WORD_LETTERS = 40
JOINED_FROM_LETTERS = 8
JOINED_PART_FROM_LETTERS = 3
WORDS_REMEMBERED = 2048
SENTENCES_REMEMBERED = 64
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
    def _patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        """Patterns by each atom with which they may begin."""
        found: dict[str, list[Pattern]] = {}
        read_place = cache(lambda choices: patterns.place_of(choices, self._folded))
        for concept, written in self.concepts.items():
            for each in dict.fromkeys(written):
                pattern = patterns.parsed(concept, each, read_place)
                for first in pattern.first_atoms if pattern else ():
                    found.setdefault(first, []).append(pattern)  # type: ignore[arg-type]
        return {first: tuple(group) for first, group in found.items()}

    def _folded(self, text: str) -> str:
        return words.folded(text, self.spelling)

    @cached_property
    def _atoms(self) -> frozenset[str]:
        return frozenset(
            atom for group in self._patterns.values() for each in group for atom in each.atoms
        )

    @cached_property
    def _wild(self) -> Mapping[str, tuple[str, ...]]:
        """Atoms with a `*` or `#` by the first letter of the words they fit, "" for any."""
        found: dict[str, list[str]] = {}
        for atom in self._atoms:
            if atom.startswith(("*", "#")):
                found.setdefault("", []).append(atom)
            elif atom.endswith("*"):
                found.setdefault(atom[0], []).append(atom)
        return {letter: tuple(group) for letter, group in found.items()}

    @cached_property
    def _by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """Atoms that may be misspelt, by their first letter."""
        found: dict[str, list[str]] = {}
        for atom in self._atoms:
            if not atom.startswith(("*", "#")) and len(atom.rstrip("*")) >= ONE_TYPO_FROM_LETTERS:
                found.setdefault(atom[0], []).append(atom)
        return {letter: tuple(group) for letter, group in found.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every whole word of the lexicon and every known one, folded."""
        return self.known | {atom for atom in self._atoms if "*" not in atom and atom[0] != "#"}

    def knows(self, word: str) -> bool:
        """Tell whether a folded word exists in this language as far as we know."""
        return word in self.vocabulary or any(
            len(atom) > SHORTEST_STEM_WITH_TYPO for atom in self._stems(word)
        )

    def may_know(self, word: str) -> bool:
        """Tell whether a folded word exists, or is one of ours with a typo."""
        return self.knows(word) or bool(self._hear(word))

    @cached_property
    def letters(self) -> frozenset[str]:
        """The letters with which the language is written, folded."""
        return frozenset("".join(self.vocabulary)) | frozenset(string.ascii_lowercase)

    def parted(self, sentence: Sequence[str]) -> tuple[str, ...]:
        """Return the words of a sentence with those written as one taken apart ("cantbreathe")."""
        return tuple(part for word in sentence for part in self._part(word))

    @cached_property
    def _part(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(maxsize=WORDS_REMEMBERED)(self._parts_of)

    def _parts_of(self, word: str) -> tuple[str, ...]:
        is_one = len(word) < JOINED_FROM_LETTERS or self.knows(word) or not word.isalpha()
        if is_one or len(word) > LONGEST_WORD_LETTERS:
            return (word,)
        for place in range(len(word) - JOINED_PART_FROM_LETTERS, JOINED_PART_FROM_LETTERS - 1, -1):
            if word[:place] in self.vocabulary and self.is_word(word[place:]):
                return (word[:place], word[place:])
        return (word,)

    def is_word(self, word: str) -> bool:
        """Tell whether a folded word stands in the lexicon as it is, or begins like one there."""
        return word in self.vocabulary or bool(self._stems(word))

    def namings(self, sentence: tuple[str, ...]) -> tuple[Naming, ...]:
        """Return every concept named in a sentence, in order of the places."""
        return self._namings(sentence)

    @cached_property
    def _namings(self) -> Callable[[tuple[str, ...]], tuple[Naming, ...]]:
        """A message is read more than once: each of its last sentences is looked up once."""
        return lru_cache(maxsize=SENTENCES_REMEMBERED)(self._named)

    def _named(self, sentence: tuple[str, ...]) -> tuple[Naming, ...]:
        heard = [self._hear(word) for word in sentence]
        found: dict[Naming, None] = {}
        for start, atoms in enumerate(heard):
            for first in atoms:
                for pattern in self._patterns.get(first, ()):
                    end = pattern.end(heard, start, self._fillers)
                    if end is not None:
                        found[Naming(concept=pattern.concept, start=start, end=end)] = None
        return tuple(sorted(found, key=lambda each: (each.start, each.end, each.concept)))

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(self._folded(word) for word in self.concepts.get(FILLER, ()))

    @cached_property
    def _hear(self) -> Callable[[str], frozenset[str]]:
        """The same words come again and again: each is looked up once."""
        return lru_cache(maxsize=WORDS_REMEMBERED)(self._heard)

    def _heard(self, word: str) -> frozenset[str]:
        """Return the atoms a word may stand for: exact ones, else what it may be misspelt from."""
        if word == COMMA:
            return frozenset()
        wild = self._stems(word)
        if word in self.vocabulary or wild or len(word) > LONGEST_WORD_LETTERS:
            return frozenset((word, *wild))
        letters = dict.fromkeys(word[:2])
        near = (atom for letter in letters for atom in self._by_letter.get(letter, ()))
        return frozenset(atom for atom in near if _may_be_misspelt(atom, word))

    def _stems(self, word: str) -> tuple[str, ...]:
        may = (*self._wild.get(word[0], ()), *self._wild.get("", ()))
        return tuple(atom for atom in may if patterns.fits(atom, word))


def _may_be_misspelt(atom: str, word: str) -> bool:
    """Tell whether a word is that pattern's word with a typo or two; short words have none."""
    bare = atom.rstrip("*")
    allowed = _typos(len(bare))
    if not atom.endswith("*"):
        return _is_distant(bare, word, allowed)
    if len(word) < len(bare) - 1:
        return False
    is_free = len(bare) > SHORTEST_STEM_WITH_TYPO and len(word) - len(bare) <= LONGEST_ENDING
    starts = [word[:length] for length in range(len(bare) - allowed, len(bare) + allowed + 1)]
    # Many words begin almost like a stem ("wheel", "deliver"): its last letter tells them apart.
    return any(
        (is_free or each[-1] == bare[-1]) and _is_distant(bare, each, allowed) for each in starts
    )


def _typos(letters: int) -> int:
    if letters >= TWO_TYPOS_FROM_LETTERS:
        return 2
    return 1 if letters >= ONE_TYPO_FROM_LETTERS else 0


@cache
def _distance() -> Callable[..., float]:
    """Return what counts the slips between two words; a start has none to compare."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 25 ms and 3.5 MB

    return OSA.distance


def _is_distant(right: str, written: str, allowed: int) -> bool:
    """Tell whether one is the other within so many typos; a slip rarely hits the first letter."""
    if abs(len(right) - len(written)) > allowed:
        return False
    same_start = right[:1] == written[:1] or right[:2] == written[1::-1]
    return same_start and _distance()(right, written, score_cutoff=allowed) <= allowed
