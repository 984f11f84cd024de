"""What the rules found, weighed against how like it is told to the examples: raised, or calmed.

Three witnesses add up as log-odds: the second look, the rules, and the likeness to the examples of
signs. An alarm that they do not bear out together is calmed, and the client is then asked; never
what must not be weakened, nor a message that only states what is. Weights and line were chosen on
messages that nothing had learnt from.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.questions.words import Understanding
from bot.core.triage import Chances, Condition, Finding, Signs, Triage

RULES_WEIGH = 2.0
NORMAL_WEIGHS = -1.0
LIKENESS_WEIGHS = 0.4
ALARM_FROM = -0.5
# A hard stop too many is better than one too few.
EMERGENCY_FROM = -1.0
EMERGENCY_CHANCE = 0.5
# What the rules heard and did not count, denied or imagined or a way of speaking, needs more.
PASSED_OVER_FROM = 1.2
SMALLEST_CHANCE = 1e-4
SMALLEST_LIKENESS = 1e-3
LIKENESS = "likeness"
_ALARMING = (Urgency.EMERGENCY, Urgency.SAME_DAY)
_RULES_WEIGH: Mapping[Urgency | None, float] = {
    Urgency.EMERGENCY: RULES_WEIGH,
    Urgency.SAME_DAY: RULES_WEIGH,
    Urgency.ROUTINE: NORMAL_WEIGHS,
}

Scores = Sequence[tuple[str, float]]


def weighed(found: Triage, text: str, signs: Signs, condition: Condition, scores: Scores) -> Triage:
    """Return what was found after a second look; a language without signs gets none.

    `scores` are how like the words are to each slug's examples, best first: they name the sign
    that is raised.
    """
    if found.is_foreign:
        return found
    traits = triage.traits(text, signs, condition)
    chances = signs.second_look(text, traits)
    if chances is None:
        return found
    evidence = _evidence(found, chances, signs, scores)
    found = replace(found, chances=chances, evidence=evidence)
    if evidence < (EMERGENCY_FROM if found.urgency is Urgency.EMERGENCY else ALARM_FROM):
        is_kept = triage.is_plain(traits) or is_firm(found, signs, condition)
        return found if is_kept else _calmed(found)
    if found.urgency not in _ALARMING and not _may_be_raised(found, evidence, traits, signs):
        return found
    urgency = _told_as(found, chances, signs)
    return found if urgency is found.urgency else _raised(found, text, urgency, signs, scores)


def _may_be_raised(found: Triage, evidence: float, traits: Sequence[str], signs: Signs) -> bool:
    is_enough = evidence >= PASSED_OVER_FROM or not found.passed_over
    return is_enough and _names_any(traits, signs)


def _names_any(traits: Sequence[str], signs: Signs) -> bool:
    """Tell whether a message names anything of which a sign is made: "I did it again" does not."""
    named = set(traits)
    return any(concept in named for sign in signs.signs for line in sign.when for concept in line)


def _told_as(found: Triage, chances: Chances, signs: Signs) -> Urgency:
    """Return the tier of an alarm: that of the rules, unless it is told like a higher one."""
    is_emergency = chances.emergency > chances.same_day
    if found.urgency is Urgency.SAME_DAY:
        is_emergency &= chances.emergency >= EMERGENCY_CHANCE
        is_emergency &= not _is_milder_form(found, signs)
    is_emergency |= found.urgency is Urgency.EMERGENCY
    return Urgency.EMERGENCY if is_emergency else Urgency.SAME_DAY


def _is_milder_form(found: Triage, signs: Signs) -> bool:
    """Tell whether the sign has an emergency form too: between the two the rules know better."""
    first = found.first
    return first is not None and any(
        sign.slug == first.slug and sign.urgency is Urgency.EMERGENCY for sign in signs.signs
    )


def is_firm(found: Triage, signs: Signs, condition: Condition) -> bool:
    """Tell whether nothing may calm it: a firm sign, or a risk of which the look knows nothing.

    A risk makes treated skin more urgent; before the first session there is none.
    """
    firm = {sign.name for sign in signs.signs if sign.firm}
    at_risk = (found.facts | condition.facts) & signs.raising_facts
    is_treated = condition.hours is not None
    return bool(at_risk and is_treated) or any(each.sign in firm for each in found.findings)


def _evidence(found: Triage, chances: Chances, signs: Signs, scores: Scores) -> float:
    """Return the log-odds of an alarm that all three witnesses give together."""
    alarming = _urgency_of_slugs(signs)
    likeness = sum(likeness for slug, likeness in scores if slug in alarming)
    return (
        _log_odds(chances.alarm, SMALLEST_CHANCE)
        + _RULES_WEIGH.get(found.urgency, 0.0)
        + LIKENESS_WEIGHS * _log_odds(likeness, SMALLEST_LIKENESS)
    )


def _log_odds(chance: float, smallest: float) -> float:
    kept = min(max(chance, smallest), 1 - smallest)
    return math.log(kept / (1 - kept))


def uncalmed(understanding: Understanding) -> Understanding:
    """Return what was understood with the calmed sign as found: the client says it is so."""
    found = understanding.triage
    if found.calmed is None:
        return understanding
    first = found.calmed
    heeded = replace(found, findings=(first, *found.findings), urgency=first.urgency, calmed=None)
    return replace(understanding, triage=heeded)


def _calmed(found: Triage) -> Triage:
    """Take all alarms for told of but not so now, and remember the first; others stay."""
    kept = tuple(each for each in found.findings if each.urgency not in _ALARMING)
    if len(kept) == len(found.findings):
        return found
    urgency = kept[0].urgency if kept else None
    return replace(found, findings=kept, urgency=urgency, calmed=found.first)


def _raised(found: Triage, text: str, urgency: Urgency, signs: Signs, scores: Scores) -> Triage:
    """Add the likeliest sign of that urgency: its leaflet must say what that urgency asks for."""
    slug = next(_slugs(urgency, signs, scores), None)
    if slug is None:
        return found
    finding = Finding(sign=LIKENESS, slug=slug, urgency=urgency, words=text)
    return replace(found, findings=(finding, *found.findings), urgency=urgency)


def _slugs(urgency: Urgency, signs: Signs, scores: Scores) -> Iterator[str]:
    """Yield the slugs of signs of that urgency, the likeliest first."""
    urgency_of = _urgency_of_slugs(signs)
    ranked = [slug for slug, _ in scores if urgency_of.get(slug) is urgency]
    yield from ranked
    yield from (slug for slug, own in urgency_of.items() if own is urgency)


def _urgency_of_slugs(signs: Signs) -> Mapping[str, Urgency]:
    """Return how urgent each slug is at the least: it has milder forms too."""
    found: dict[str, Urgency] = {}
    for sign in signs.signs:
        if sign.urgency in _ALARMING and found.get(sign.slug) is not Urgency.SAME_DAY:
            found[sign.slug] = sign.urgency
    return found
