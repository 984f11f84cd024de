"""Which namings in a sentence count: not the denied, the imagined, the long past, the idiom.

The words of the grammar are concepts of the lexicon that begin with `_`. In doubt a naming counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.triage.lexicon import Lexicon, Naming
from bot.core.triage.words import COMMA, Sentence

NEGATION_REACHES_WORDS = 5
NEGATION_AFTER_REACHES_WORDS = 3
LISTED_WORDS = 4

IDIOM = "_idiom"
NEGATION = "_negation"
NEGATION_AFTER = "_negation_after"
NO_NEGATION = "_no_negation"
CONTRAST = "_contrast"
LISTING = "_listing"
PRESENT = "_present"
BEFORE_SESSION = "_before_session"
HYPOTHESIS = "_hypothesis"
OTHER_PAST = "_other_past"
ASKING_ABOUT = "_asking_about"
_WHOLE_SENTENCE = {
    BEFORE_SESSION: "it ended before this session",
    OTHER_PAST: "it is another person's past",
}
_WHAT_FOLLOWS = {
    HYPOTHESIS: "it is only imagined",
    ASKING_ABOUT: "it is only asked about",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The namings of one sentence that count, and those that do not, with the reason."""

    counted: tuple[Naming, ...]
    passed_over: tuple[tuple[Naming, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence with all that was named in it: symptoms, and words of the grammar."""

    words: Sequence[str]
    named: tuple[Naming, ...]
    grammar: tuple[Naming, ...]

    def of(self, concept: str) -> list[Naming]:
        return [each for each in self.grammar if each.concept == concept]


def weigh(sentence: Sentence, lexicon: Lexicon) -> Heard:
    """Return which concepts of a sentence count as told of here and now."""
    namings = lexicon.namings(sentence.words)
    whole = _Sentence(
        words=sentence.words,
        named=tuple(each for each in namings if not each.concept.startswith("_")),
        grammar=tuple(each for each in namings if each.concept.startswith("_")),
    )
    counted: list[Naming] = []
    passed_over: list[tuple[Naming, str]] = []
    for naming in whole.named:
        reason = _why_not(naming, whole)
        if reason:
            passed_over.append((naming, reason))
        else:
            counted.append(naming)
    return Heard(counted=tuple(counted), passed_over=tuple(passed_over))


def _why_not(naming: Naming, sentence: _Sentence) -> str:
    """Return why a naming does not count, "" where it does."""
    if any(idiom.overlaps(naming) and not naming.holds(idiom) for idiom in sentence.of(IDIOM)):
        return "it is a way of speaking"
    if _is_denied(naming, sentence):
        return "it is denied"
    start, end = _segment(naming, sentence)
    inside = [each for each in sentence.grammar if start <= each.start and each.end <= end]
    if any(each.concept == PRESENT for each in inside):
        return ""
    for each in inside:
        if each.concept in _WHOLE_SENTENCE:
            return _WHOLE_SENTENCE[each.concept]
        if each.concept in _WHAT_FOLLOWS and each.start <= naming.start:
            return _WHAT_FOLLOWS[each.concept]
    return ""


def _segment(naming: Naming, sentence: _Sentence) -> tuple[int, int]:
    """Return the part of the sentence between two contrasts ("... but now ...")."""
    breaks = sentence.of(CONTRAST)
    start = max((each.start for each in breaks if each.start <= naming.start), default=0)
    end = min(
        (each.start for each in breaks if each.start > naming.start), default=len(sentence.words)
    )
    return start, end


def _is_denied(naming: Naming, sentence: _Sentence) -> bool:
    """Tell whether a negation reaches this naming and is not itself part of a symptom's words."""
    before = any(
        _reaches(negation.end, naming.start, sentence)
        for negation in sentence.of(NEGATION)
        if negation.end <= naming.start and _is_free(negation, sentence)
    )
    after = any(
        negation.start - naming.end <= NEGATION_AFTER_REACHES_WORDS
        and not _is_broken(naming.end, negation.start, sentence)
        for negation in sentence.of(NEGATION_AFTER)
        if negation.start >= naming.end and _is_free(negation, sentence)
    )
    return before or after


def _is_free(negation: Naming, sentence: _Sentence) -> bool:
    held = (*sentence.named, *sentence.of(NO_NEGATION), *sentence.of(IDIOM))
    return not any(each.holds(negation) for each in held)


def _reaches(start: int, end: int, sentence: _Sentence) -> bool:
    """Tell whether a negation at `start` still holds at `end`; commas end it but in a list."""
    breaks = [each.start for each in sentence.of(CONTRAST) if start <= each.start < end]
    if breaks:
        return False
    commas = [place for place in range(start, end) if sentence.words[place] == COMMA]
    if not commas:
        return end - start <= NEGATION_REACHES_WORDS
    listed = any(each.start >= commas[-1] for each in sentence.of(LISTING))
    places = (start, *commas, end)
    short = all(after - before <= LISTED_WORDS for before, after in pairwise(places))
    return listed and short


def _is_broken(start: int, end: int, sentence: _Sentence) -> bool:
    is_contrast = any(start <= each.start < end for each in sentence.of(CONTRAST))
    return is_contrast or COMMA in sentence.words[start:end]
