"""What the rules found, weighed against how like it is told to the examples: raised, or calmed.

The rules name what is there, the examples how such words are told. Raised is on a fair chance;
calmed only where an alarm is most unlikely, never what must not be weakened, and the client is then
asked. Both limits were chosen on messages that nothing had learnt from; see `./run bench answers`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.triage import Chances, Condition, Finding, Signs, Triage

CALMED_BELOW = 0.03
RAISED_FROM = 0.3
LIKENESS = "likeness"
_ALARMING = (Urgency.EMERGENCY, Urgency.SAME_DAY)

Scores = Sequence[tuple[str, float]]


def weighed(found: Triage, text: str, signs: Signs, condition: Condition, scores: Scores) -> Triage:
    """Return what was found after a second look; a language without signs gets none.

    `scores` are how like the words are to each slug's examples, best first: they name the sign
    that is raised.
    """
    if found.is_foreign:
        return found
    chances = signs.second_look(text, triage.traits(text, signs, condition))
    if chances is None:
        return found
    found = replace(found, chances=chances)
    if found.urgency in _ALARMING:
        return _calmed(found, signs) if chances.alarm < CALMED_BELOW else found
    return _raised(found, text, chances, signs, scores) if chances.alarm >= RAISED_FROM else found


def _calmed(found: Triage, signs: Signs) -> Triage:
    """Take all alarms for told of but not so now, and remember the first."""
    firm = {sign.name for sign in signs.signs if sign.counts_when_over}
    if any(each.sign in firm for each in found.findings):
        return found
    kept = tuple(each for each in found.findings if each.urgency not in _ALARMING)
    urgency = kept[0].urgency if kept else None
    return replace(found, findings=kept, urgency=urgency, calmed=found.first)


def _raised(found: Triage, text: str, chances: Chances, signs: Signs, scores: Scores) -> Triage:
    """Add the likeliest sign of that urgency: its leaflet must say what that urgency asks for."""
    is_emergency = chances.emergency > chances.same_day
    urgency = Urgency.EMERGENCY if is_emergency else Urgency.SAME_DAY
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
