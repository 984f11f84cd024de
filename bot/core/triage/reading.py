"""Reads a message for signs: which concepts it names, which signs they make, how urgent they are.

The same words mean different things on different days: every sign has its hours. Doubt goes
upwards: where two readings are possible, the more urgent one counts (CLINICAL section 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.pack import Urgency
from bot.core.triage import grammar, languages, words
from bot.core.triage.findings import Condition, Finding, Triage
from bot.core.triage.lexicon import Lexicon, Naming
from bot.core.triage.signs import Sign, Signs

TEXT_LIMIT_CHARACTERS = 4096
LATE_FROM_HOURS = 72
NEXT_SENTENCE_COSTS_WORDS = 2
RANK = {Urgency.EMERGENCY: 0, Urgency.SAME_DAY: 1, Urgency.ROUTINE: 2}
_RAISED = {Urgency.SAME_DAY: Urgency.EMERGENCY, Urgency.ROUTINE: Urgency.SAME_DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A concept told of, its place in the whole message, and the sentence it stands in."""

    naming: Naming
    sentence: int
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """A message in one language: what is told by concept, and the words of each sentence.

    `imagined` is what somebody imagines or asks of themselves, which counts for firm signs only.
    """

    told: dict[str, list[_Told]]
    imagined: dict[str, list[_Told]]
    sentences: tuple[words.Sentence, ...]
    passed_over: tuple[tuple[str, str], ...]
    is_since_session: bool = False


def read(text: str, signs: Signs, condition: Condition) -> Triage:
    """Return the signs told of in a message, the most urgent first.

    Every lexicon that may be the message's language reads it; what any of them finds counts. Read
    are `TEXT_LIMIT_CHARACTERS`, as many as one message has.
    Source: CLINICAL section 6; the rows' own sources stand in the signs file.
    """
    text = text[:TEXT_LIMIT_CHARACTERS]
    texts = languages.spelt(text, signs.lexicons)
    chosen = languages.likely(texts, signs.lexicons, condition.language)
    readings = [
        _in_language(texts[name], signs, signs.lexicons[name], condition) for name in chosen
    ]
    findings = _ordered(finding for each in readings for finding in each.findings)
    return Triage(
        findings=findings,
        urgency=findings[0].urgency if findings else None,
        facts=frozenset().union(*(each.facts for each in readings)),
        is_foreign=languages.is_foreign(text, texts, signs),
        passed_over=tuple(dict.fromkeys(note for each in readings for note in each.passed_over)),
    )


def _in_language(
    told: Sequence[words.Sentence], signs: Signs, lexicon: Lexicon, condition: Condition
) -> Triage:
    message = _heard(told, lexicon)
    facts = frozenset(
        concept
        for concept in signs.raising_facts
        if any(not each.is_over for each in message.told.get(concept, ()))
    )
    is_raised = bool(facts | (condition.facts & signs.raising_facts))
    found: list[Finding] = []
    for sign in signs.signs:
        finding = (
            _found(sign, message, condition) if _is_in_time(sign, condition, message) else None
        )
        if finding is not None:
            found.append(_raised(finding, sign) if is_raised else finding)
    return Triage(findings=_ordered(found), facts=facts, passed_over=message.passed_over)


def _heard(whole: Sequence[words.Sentence], lexicon: Lexicon) -> _Message:
    sentences = tuple(replace(each, words=lexicon.parted(each.words)) for each in whole)
    told: dict[str, list[_Told]] = {}
    imagined: dict[str, list[_Told]] = {}
    passed_over: list[tuple[str, str]] = []
    shift = 0
    weighed = [grammar.weigh(sentence, lexicon) for sentence in sentences]
    for number, (sentence, heard) in enumerate(zip(sentences, weighed, strict=True)):
        is_mine = any(grammar.MINE in each.grammar for each in weighed[number + 1 : number + 2])
        counted = (*heard.counted, *heard.asked) if is_mine else heard.counted
        own = heard.asked if grammar.ME in heard.grammar else ()
        for namings, is_over, kept in (
            (counted, False, told),
            (heard.over, True, told),
            (own, False, imagined),
        ):
            for naming in namings:
                moved = replace(naming, start=naming.start + shift, end=naming.end + shift)
                kept.setdefault(naming.concept, []).append(
                    _Told(naming=moved, sentence=number, is_over=is_over)
                )
        passed_over.extend(
            (" ".join(sentence.words[naming.start : naming.end]), reason)
            for naming, reason in heard.passed_over
        )
        shift += len(sentence.words) + NEXT_SENTENCE_COSTS_WORDS
    return _Message(
        told=told,
        imagined=imagined,
        sentences=sentences,
        passed_over=tuple(passed_over),
        is_since_session=any(grammar.SINCE_SESSION in each.grammar for each in weighed),
    )


def _is_in_time(sign: Sign, condition: Condition, message: _Message) -> bool:
    if sign.areas and condition.areas and not set(sign.areas) & set(condition.areas):
        return False
    hours = condition.hours
    if hours is None:
        return message.is_since_session or not sign.of_session
    return sign.from_hours <= hours and (sign.until_hours is None or hours < sign.until_hours)


def _found(sign: Sign, message: _Message, condition: Condition) -> Finding | None:
    """Return the finding where the message tells all the sign needs, close to each other.

    What has passed since the session still goes to the clinic the same day; what had passed
    before there was a session does not count, nor what only its lateness makes a sign.
    """
    together = [place for line in sign.when for place in _together(line, message, sign)]
    if sign.firm:
        together = [(sentence, False) for sentence, _ in together]
    now = [each for each, is_over in together if not is_over]
    is_past = condition.hours is None or sign.from_hours >= LATE_FROM_HOURS
    if not now and (is_past or not together):
        return None
    sentence = min(now) if now else min(each for each, _ in together)
    urgency = sign.urgency
    if not now and urgency is Urgency.EMERGENCY:
        urgency = Urgency.SAME_DAY
    return Finding(
        sign=sign.name,
        slug=sign.slug,
        urgency=urgency,
        amber=sign.amber,
        words=" ".join(message.sentences[sentence].words),
    )


def _together(line: tuple[str, ...], message: _Message, sign: Sign) -> Iterable[tuple[int, bool]]:
    """Yield the sentence of each place where all concepts of a line stand near each other."""
    groups = [_of_concept(concept, message, sign) for concept in line]
    if not all(groups):
        return
    for anchor in groups[0]:
        chosen = _nearest(anchor, groups[1:], sign.within)
        if chosen and not any(_is_unless(each.sentence, message, sign) for each in chosen):
            yield min(each.sentence for each in chosen), any(each.is_over for each in chosen)


def _of_concept(concept: str, message: _Message, sign: Sign) -> Sequence[_Told]:
    told = message.told.get(concept, [])
    return [*told, *message.imagined.get(concept, [])] if sign.firm else told


def _nearest(anchor: _Told, others: Sequence[Sequence[_Told]], within: int) -> tuple[_Told, ...]:
    """Return the anchor and the nearest of each other group; none where one is too far."""
    chosen = [anchor]
    for group in others:
        free = [
            each
            for each in group
            if not any(each.naming.overlaps(other.naming) for other in chosen)
        ]
        near = min(free or group, key=lambda each: _gap(anchor.naming, each.naming))
        if _gap(anchor.naming, near.naming) > within:
            return ()
        chosen.append(near)
    return tuple(chosen)


def _is_unless(sentence: int, message: _Message, sign: Sign) -> bool:
    return any(
        each.sentence == sentence
        for concept in sign.unless
        for each in message.told.get(concept, ())
    )


def _gap(one: Naming, other: Naming) -> int:
    """Return how many words stand between two namings."""
    return max(other.start - one.end, one.start - other.end, 0)


def _raised(finding: Finding, sign: Sign) -> Finding:
    """Return a skin sign one tier up; what is normal for its day stays normal."""
    is_normal = finding.urgency is Urgency.ROUTINE and not finding.amber
    if not sign.on_skin or is_normal:
        return finding
    return replace(finding, urgency=_RAISED.get(finding.urgency, finding.urgency), amber=False)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    unique = {(each.sign, each.urgency): each for each in findings}
    return tuple(sorted(unique.values(), key=lambda each: (RANK[each.urgency], not each.amber)))
