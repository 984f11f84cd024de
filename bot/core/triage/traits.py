"""How a message is told, as traits that examples can be compared by: what is named, in what order.

The words themselves are folded away: "never had a fever" and "no blister, ever" share their traits.
So a second look can learn from examples of one language what holds in another.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.core.triage import grammar, languages
from bot.core.triage.findings import Condition
from bot.core.triage.lexicon import FILLER, Lexicon, Naming
from bot.core.triage.signs import Signs
from bot.core.triage.words import COMMA, Sentence

LONGEST_RUN = 4
SENTENCES_READ = 60
# Hours from the session at which signs begin or end to count; see the signs file.
TURNS_HOURS = (48, 72, 96, 168)
NO_SESSION = "none"
_START, _QUESTION, _END = "start", "question", "end"
_SYMPTOM, _OTHER = "symptom", "word"
_GUESSED = "guessed"
_EXCUSES = frozenset({
    _QUESTION, grammar.NEGATION, grammar.NEGATION_AFTER, grammar.LISTING, grammar.HYPOTHESIS,
    grammar.BEFORE_SESSION, grammar.OTHER_PAST, grammar.ASKING_ABOUT, grammar.QUESTION_START,
    grammar.IDIOM, grammar.OVER, _GUESSED,
})  # fmt: skip


def traits(text: str, signs: Signs, condition: Condition) -> tuple[str, ...]:
    """Return the traits of a message: concepts, concepts by time, and runs of its outline."""
    texts = languages.spelt(text, signs.lexicons)
    if not texts:
        return ()
    lexicon = signs.lexicons[languages.likeliest(texts, signs.lexicons, condition.language)]
    read = [_named(each, lexicon) for each in texts[lexicon.language][:SENTENCES_READ]]
    concepts = sorted({naming.concept for _, namings in read for naming in namings})
    guessed = (_GUESSED,) if any(_is_guessed(*each, lexicon) for each in read) else ()
    outline = [mark for sentence, namings in read for mark in _outline(sentence, namings)]
    time = _time(condition.hours)
    timed = (f"{name}@{time}" for name in concepts if not name.startswith("_"))
    return (f"@{time}", *guessed, *concepts, *timed, *_together(read), *_runs(outline))


def is_plain(told: Sequence[str]) -> bool:
    """Tell by its traits whether a message only states what is.

    Nothing in it is asked, denied, imagined or past, nor a symptom heard only in a word that may be
    another one misspelt.
    """
    return not _EXCUSES & set(told)


def _time(hours: float | None) -> str:
    return NO_SESSION if hours is None else str(sum(hours >= turn for turn in TURNS_HOURS))


def _named(sentence: Sentence, lexicon: Lexicon) -> tuple[Sentence, tuple[Naming, ...]]:
    parted = Sentence(words=lexicon.parted(sentence.words), is_question=sentence.is_question)
    named = lexicon.namings(parted.words)
    return parted, tuple(each for each in named if each.concept != FILLER)


def _is_guessed(sentence: Sentence, namings: Sequence[Naming], lexicon: Lexicon) -> bool:
    """Tell whether a symptom is heard in a word only by allowing it a typo."""
    named = (each for each in namings if not each.concept.startswith("_"))
    told = (word for each in named for word in sentence.words[each.start : each.end])
    return any(word.isalpha() and not lexicon.is_word(word) for word in told)


def _together(read: Iterable[tuple[Sentence, Sequence[Naming]]]) -> Iterator[str]:
    """Yield the pairs of symptoms' concepts that stand in one sentence."""
    for _, namings in read:
        named = sorted({each.concept for each in namings if not each.concept.startswith("_")})
        for place, first in enumerate(named):
            yield from (f"{first}+{second}" for second in named[place + 1 :])


def _outline(sentence: Sentence, namings: Sequence[Naming]) -> Iterator[str]:
    """Yield a sentence as marks: its grammar by name, symptoms and other words as such."""
    yield _START
    last = ""
    for place, word in enumerate(sentence.words):
        mark = _mark(place, word, namings)
        if mark and not (mark == last == _OTHER):
            yield mark
        last = mark or last
    yield _QUESTION if sentence.is_question else _END


def _mark(place: int, word: str, namings: Sequence[Naming]) -> str:
    """Return the mark of one word, "" within a naming that has its mark already."""
    here = [each for each in namings if each.start <= place < each.end]
    if not here:
        return COMMA if word == COMMA else _OTHER
    begun = sorted({each.concept for each in here if each.start == place})
    grammar = [name for name in begun if name.startswith("_")]
    symptom = [_SYMPTOM] if len(grammar) < len(begun) else []
    return "&".join((*symptom, *grammar))


def _runs(outline: Sequence[str]) -> Iterator[str]:
    """Yield every run of up to `LONGEST_RUN` marks."""
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(outline) - length + 1):
            yield " ".join(outline[start : start + length])
