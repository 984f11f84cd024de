"""Which namings in a sentence count: not the denied, the imagined, the long past, the idiom.

The words of the grammar are concepts of the lexicon that begin with `_`. In doubt a naming counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.triage.lexicon import Lexicon, Naming
from bot.core.triage.words import COMMA, Sentence

NEGATION_REACHES_WORDS = 5
NEGATION_AFTER_REACHES_WORDS = 2
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
NO_HYPOTHESIS = "_no_hypothesis"
OTHER_PAST = "_other_past"
ASKING_ABOUT = "_asking_about"
QUESTION_START = "_question_start"
OWN = "_own"
ME = "_me"
OVER = "_over"
MINE = "_mine"
SINCE_SESSION = "_since_session"
OPENING = "_opening"
FILLER = "_filler"
NEEDED = (NEGATION, CONTRAST, LISTING, PRESENT, BEFORE_SESSION, HYPOTHESIS, OTHER_PAST)
KNOWN = frozenset((
    *NEEDED, IDIOM, NEGATION_AFTER, NO_NEGATION, NO_HYPOTHESIS, ASKING_ABOUT, QUESTION_START,
    OWN, ME, OVER, MINE, SINCE_SESSION, OPENING, FILLER,
))  # fmt: skip
IMAGINED = "it is only imagined"
ASKED_ABOUT = "it is only asked about"
_ASKED = (IMAGINED, ASKED_ABOUT)
_HOLDING = frozenset({NO_NEGATION, NO_HYPOTHESIS, PRESENT, BEFORE_SESSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The namings of one sentence that count, and those that do not, with the reason.

    `over` are namings of what has passed again: told of, but no longer there. `asked` are those
    only asked about or imagined, which a following "mine is" makes told. `grammar` are the
    concepts of the grammar that were named.
    """

    counted: tuple[Naming, ...]
    asked: tuple[Naming, ...] = ()
    grammar: frozenset[str] = frozenset()
    over: tuple[Naming, ...] = ()
    passed_over: tuple[tuple[Naming, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence with all that was named in it: symptoms, and words of the grammar."""

    words: Sequence[str]
    named: tuple[Naming, ...]
    grammar: tuple[Naming, ...]
    is_question: bool

    def of(self, concept: str) -> list[Naming]:
        return [each for each in self.grammar if each.concept == concept]


def weigh(sentence: Sentence, lexicon: Lexicon) -> Heard:
    """Return which concepts of a sentence count as told of here and now."""
    namings = lexicon.namings(sentence.words)
    whole = _Sentence(
        words=sentence.words,
        named=tuple(each for each in namings if not each.concept.startswith("_")),
        grammar=_not_held(each for each in namings if each.concept.startswith("_")),
        is_question=sentence.is_question,
    )
    is_mine = whole.of(MINE)
    counted: list[Naming] = []
    over: list[Naming] = []
    passed_over: list[tuple[Naming, str]] = []
    for naming in whole.named:
        reason = _why_not(naming, whole)
        if reason in _ASKED and any(naming.end <= each.start for each in is_mine):
            reason = ""
        if reason:
            passed_over.append((naming, reason))
        elif _is_over(naming, whole):
            over.append(naming)
        else:
            counted.append(naming)
    return Heard(
        counted=tuple(counted),
        over=tuple(over),
        asked=tuple(naming for naming, reason in passed_over if reason in _ASKED),
        grammar=frozenset(each.concept for each in whole.grammar),
        passed_over=tuple(passed_over),
    )


def _not_held(namings: Iterable[Naming]) -> tuple[Naming, ...]:
    """Leave out what is only part of a longer phrase that says otherwise ("not sure if")."""
    kept = tuple(namings)
    holding = [each for each in kept if each.concept in _HOLDING]
    return tuple(
        each
        for each in kept
        if not any(
            other.concept != each.concept and other.holds(each) and not each.holds(other)
            for other in holding
        )
    )


def _why_not(naming: Naming, sentence: _Sentence) -> str:
    """Return why a naming does not count, "" where it does."""
    if any(idiom.overlaps(naming) and not naming.holds(idiom) for idiom in sentence.of(IDIOM)):
        return "it is a way of speaking"
    if _is_denied(naming, sentence):
        return "it is denied"
    start, end = _segment(naming, sentence)
    inside = [
        each
        for each in sentence.grammar
        if start <= each.start and each.end <= end and not naming.holds(each)
    ]
    if any(each.concept == PRESENT for each in inside):
        return ""
    return _why_not_now(naming, sentence, inside, start)


def _why_not_now(
    naming: Naming, sentence: _Sentence, inside: Sequence[Naming], segment_start: int
) -> str:
    """Return why a naming is not told of as something here and now, "" where it may be."""
    if any(
        each.concept == BEFORE_SESSION and not _is_new_clause(each, naming, sentence)
        for each in inside
    ):
        return "it ended before this session"
    if any(each.concept == OTHER_PAST and _is_theirs(each, naming, inside) for each in inside):
        return "it is another person's past"
    if any(each.concept == HYPOTHESIS and _governs(each, naming, sentence) for each in inside):
        return IMAGINED
    if _is_asked(naming, inside, sentence, segment_start):
        return ASKED_ABOUT
    return ""


def _is_theirs(other: Naming, naming: Naming, inside: Sequence[Naming]) -> bool:
    """Tell whether somebody else is still spoken of: "I" or "my" in between brings it back."""
    if naming.end <= other.start:
        return True
    return not any(
        each.concept == ME and other.end <= each.start <= naming.start for each in inside
    )


def _governs(hypothesis: Naming, naming: Naming, sentence: _Sentence) -> bool:
    """Tell whether "if" still holds at a naming: a new clause about one's own skin ends it."""
    if hypothesis.start > naming.start:
        return False
    return not _is_new_clause(hypothesis, naming, sentence)


def _is_new_clause(one: Naming, other: Naming, sentence: _Sentence) -> bool:
    """Tell whether the later of two begins a clause about oneself (", my throat ...")."""
    first, last = sorted((one, other), key=lambda each: each.start)
    places = range(first.end, last.start)
    commas = [place for place in places if sentence.words[place] == COMMA]
    if not commas:
        return False
    return any(each.start in (commas[-1] + 1, commas[-1] + 2) for each in sentence.of(ME))


def _is_asked(
    naming: Naming, inside: Sequence[Naming], sentence: _Sentence, segment_start: int
) -> bool:
    """Tell whether it is asked about in general; a word about one's own state makes it told."""
    if any(each.concept in (OWN, ME) for each in inside):
        return False
    return any(
        each.start <= naming.start
        and _is_in_one_list(each.end, naming.start, sentence)
        and (each.concept == ASKING_ABOUT or each.start in _starts(each, sentence, segment_start))
        for each in inside
        if each.concept in (ASKING_ABOUT, QUESTION_START)
    )


def _starts(naming: Naming, sentence: _Sentence, segment_start: int) -> Sequence[int]:
    """Return the places where the clause of a naming begins, behind "hi" and "ok" too."""
    commas = [place for place in range(naming.start) if sentence.words[place] == COMMA]
    start = max(segment_start, commas[-1] + 1 if commas else 0)
    behind = [each.end for each in sentence.of(OPENING) if start <= each.start <= naming.start]
    return (start, start + 1, *behind) if start == segment_start > 0 else (start, *behind)


def _is_over(naming: Naming, sentence: _Sentence) -> bool:
    start, end = _segment(naming, sentence, breaks_at_contrast=False)
    return any(
        naming.end <= each.start and not naming.overlaps(each) and start <= each.start < end
        for each in sentence.of(OVER)
    )


def _segment(
    naming: Naming, sentence: _Sentence, *, breaks_at_contrast: bool = True
) -> tuple[int, int]:
    """Return the part of the sentence between two contrasts ("... but now ...")."""
    breaks = sentence.of(CONTRAST) if breaks_at_contrast else []
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
    after = not sentence.is_question and any(
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
    if COMMA not in sentence.words[start:end]:
        return end - start <= NEGATION_REACHES_WORDS
    return _is_in_one_list(start, end, sentence)


def _is_in_one_list(start: int, end: int, sentence: _Sentence) -> bool:
    """Tell whether no comma parts two places, or only those of a list ("no x, y or z")."""
    commas = [place for place in range(start, end) if sentence.words[place] == COMMA]
    if not commas:
        return True
    listed = any(each.start >= commas[-1] for each in sentence.of(LISTING))
    places = (start, *commas, end)
    return listed and all(after - before <= LISTED_WORDS for before, after in pairwise(places))


def _is_broken(start: int, end: int, sentence: _Sentence) -> bool:
    is_contrast = any(start <= each.start < end for each in sentence.of(CONTRAST))
    return is_contrast or COMMA in sentence.words[start:end]
