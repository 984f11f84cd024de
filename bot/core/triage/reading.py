"""Reads a message for signs: which concepts it names, which signs they make, how urgent they are.

The same words mean different things on different days: every sign has its hours. Doubt goes
upwards: where two readings are possible, the more urgent one counts (CLINICAL section 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.pack import Urgency
from bot.core.triage import grammar, words
from bot.core.triage.findings import Condition, Finding, Triage
from bot.core.triage.grammar import Heard
from bot.core.triage.lexicon import Lexicon, Naming
from bot.core.triage.signs import Sign, Signs

SENTENCES_READ = 200
FOREIGN_BELOW_SHARE = 0.34
FOREIGN_FROM_WORDS = 3
NEXT_SENTENCE_COSTS_WORDS = 2
RANK = {Urgency.EMERGENCY: 0, Urgency.SAME_DAY: 1, Urgency.ROUTINE: 2}
_RAISED = {Urgency.SAME_DAY: Urgency.EMERGENCY, Urgency.ROUTINE: Urgency.SAME_DAY}


def read(text: str, signs: Signs, condition: Condition) -> Triage:
    """Return the signs told of in a message, the most urgent first.

    Every lexicon that may be the message's language reads it; what any of them finds counts.
    Source: CLINICAL section 6; the rows' own sources stand in the signs file.
    """
    shares = {name: _share_known(text, lexicon) for name, lexicon in signs.lexicons.items()}
    chosen = _likely(shares, condition.language)
    readings = [_in_language(text, signs, signs.lexicons[name], condition) for name in chosen]
    findings = _ordered(finding for each in readings for finding in each.findings)
    return Triage(
        findings=findings,
        urgency=findings[0].urgency if findings else None,
        facts=frozenset().union(*(each.facts for each in readings)),
        is_foreign=_is_foreign(text, shares),
        passed_over=tuple(dict.fromkeys(note for each in readings for note in each.passed_over)),
    )


def _in_language(text: str, signs: Signs, lexicon: Lexicon, condition: Condition) -> Triage:
    sentences = words.sentences(text, lexicon.spelling)[:SENTENCES_READ]
    heard = [grammar.weigh(sentence, lexicon) for sentence in sentences]
    facts = frozenset(
        naming.concept
        for each in heard
        for naming in each.counted
        if naming.concept in signs.raising_facts
    )
    is_raised = bool(facts | (condition.facts & signs.raising_facts))
    found: list[Finding] = []
    for sign in signs.signs:
        if _is_in_time(sign, condition):
            found.extend(_found(sign, heard, [each.words for each in sentences]))
    raised = [_raised(each, signs) if is_raised else each for each in found]
    return Triage(
        findings=_ordered(raised),
        facts=facts,
        passed_over=tuple(
            (" ".join(sentence.words[naming.start : naming.end]), reason)
            for sentence, each in zip(sentences, heard, strict=True)
            for naming, reason in each.passed_over
        ),
    )


def _is_in_time(sign: Sign, condition: Condition) -> bool:
    if sign.areas and condition.areas and not set(sign.areas) & set(condition.areas):
        return False
    hours = condition.hours
    if hours is None:
        return True
    return sign.from_hours <= hours and (sign.until_hours is None or hours < sign.until_hours)


def _found(sign: Sign, heard: Sequence[Heard], texts: Sequence[Sequence[str]]) -> Iterable[Finding]:
    """Yield a finding where a sentence, or one and its next, names all the sign needs."""
    for place, here in enumerate(heard):
        if any(each.concept in sign.unless for each in here.counted):
            continue
        following = heard[place + 1].counted if place + 1 < len(heard) else ()
        shift = len(texts[place]) + NEXT_SENTENCE_COSTS_WORDS
        moved = tuple(
            Naming(concept=each.concept, start=each.start + shift, end=each.end + shift)
            for each in following
        )
        line = next((line for line in sign.when if _stand_together(line, here, moved, sign)), None)
        if line is not None:
            yield Finding(
                sign=sign.name,
                slug=sign.slug,
                urgency=sign.urgency,
                amber=sign.amber,
                words=" ".join(texts[place]),
            )
            return


def _stand_together(
    line: tuple[str, ...], here: Heard, following: tuple[Naming, ...], sign: Sign
) -> bool:
    """Tell whether all concepts of a line stand near each other, the first of them here."""
    if not any(each.concept in line for each in here.counted):
        return False
    everywhere = (*here.counted, *following)
    places = [[each for each in everywhere if each.concept == concept] for concept in line]
    if not all(places):
        return False
    return any(_is_near(anchor, places[1:], sign.within, here) for anchor in places[0])


def _is_near(anchor: Naming, others: Sequence[Sequence[Naming]], within: int, here: Heard) -> bool:
    chosen = [anchor]
    for group in others:
        free = [each for each in group if not any(each.overlaps(other) for other in chosen)]
        near = min(free or group, key=lambda each: _gap(anchor, each), default=None)
        if near is None or _gap(anchor, near) > within:
            return False
        chosen.append(near)
    return any(each in here.counted for each in chosen)


def _gap(one: Naming, other: Naming) -> int:
    """Return how many words stand between two namings."""
    return max(other.start - one.end, one.start - other.end, 0)


def _raised(finding: Finding, signs: Signs) -> Finding:
    """Return a skin sign one tier up; what is normal for its day stays normal."""
    sign = next(each for each in signs.signs if each.name == finding.sign)
    is_normal = finding.urgency is Urgency.ROUTINE and not finding.amber
    if not sign.on_skin or is_normal:
        return finding
    return replace(finding, urgency=_RAISED.get(finding.urgency, finding.urgency), amber=False)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    unique = {(each.sign, each.urgency): each for each in findings}
    return tuple(sorted(unique.values(), key=lambda each: (RANK[each.urgency], not each.amber)))


def _share_known(text: str, lexicon: Lexicon) -> float:
    told = _spoken(text, lexicon)
    return sum(map(lexicon.knows, told)) / len(told) if told else 1.0


def _spoken(text: str, lexicon: Lexicon) -> list[str]:
    found = words.sentences(text, lexicon.spelling)
    return [word for each in found for word in each.words if word.isalpha()]


def _likely(shares: dict[str, float], language: str) -> list[str]:
    """Return the languages to read in: the client's own, and whichever fits the words as well."""
    best = max(shares.values(), default=0.0)
    own = shares.get(language, 0.0)
    return [name for name, share in shares.items() if name == language or share >= max(own, best)]


def _is_foreign(text: str, shares: dict[str, float]) -> bool:
    """Tell whether too few words are known in any language; a word or two may be anything."""
    letters = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    is_long_enough = len(letters) >= FOREIGN_FROM_WORDS or not text.isascii()
    return (
        bool(letters) and is_long_enough and max(shares.values(), default=0) < FOREIGN_BELOW_SHARE
    )
