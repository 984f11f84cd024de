"""What a message states beside what it asks: "May I shower? Pus is coming out" warns all the same.

As a whole such a message is told like a question, and the second look would calm it. So each
sentence that asks nothing is read once more by itself, and each clause beside a question if the
rules find something in it, as half a question may sound like a statement. It only ever raises.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.questions import parts, second_look
from bot.core.questions.parts import Reader
from bot.core.triage import Condition, Signs, Triage

# Stricter than for a whole message: out of its message a sentence loses what explains it. What the
# rules find there stands unless all else speaks against it. Chosen on the development messages,
# each beside a question, and on 400 more that were written for it.
ALARM_FROM = 1.0
RULES_FROM = -1.0
_ALARMING = (Urgency.EMERGENCY, Urgency.SAME_DAY)
_ENDS = " \t.?!…"


def with_statements(
    found: Triage, text: str, signs: Signs, condition: Condition, reader: Reader
) -> Triage:
    """Return what was found, or what one sentence or clause warns of by itself.

    What is alarming as a whole stays as it is.
    """
    if found.urgency in _ALARMING or found.is_foreign:
        return found
    for alone in _alone(text, signs, condition, reader):
        return replace(alone, passed_over=found.passed_over, calmed=None)
    return found


def _alone(text: str, signs: Signs, condition: Condition, reader: Reader) -> Iterator[Triage]:
    """Yield what warns by itself, in the order of the message."""
    told = parts.segments(text)
    for segment in told:
        clauses = tuple(_clauses(segment.text)) if segment.is_question else ()
        if len(told) > 1 and not segment.is_question:
            yield from _warning(segment.text, signs, condition, reader, is_whole=True)
        for clause in clauses if len(clauses) > 1 else ():
            yield from _warning(clause, signs, condition, reader, is_whole=False)


def _clauses(question: str) -> Iterator[str]:
    for clause in question.split(","):
        if clause.strip(_ENDS):
            yield clause.strip(_ENDS)


def _warning(
    text: str, signs: Signs, condition: Condition, reader: Reader, *, is_whole: bool
) -> Iterator[Triage]:
    """Yield what the rules find in words that only state what is, or else a whole sentence tells.

    The second look says nothing before it has learnt: the rules stand alone then.
    """
    found = triage.read(text, signs, condition)
    is_plain = triage.is_plain(triage.traits(text, signs, condition))
    is_stated = found.urgency in _ALARMING and is_plain
    if not (is_stated or is_whole):
        return
    scores = parts.read_part(text, reader).scores
    weighed = second_look.weighed(found, text, signs, condition, scores)
    if is_stated and _stands(weighed, signs, condition):
        yield found
    elif weighed.urgency in _ALARMING and (weighed.evidence or 0.0) >= ALARM_FROM:
        yield weighed


def _stands(weighed: Triage, signs: Signs, condition: Condition) -> bool:
    """Tell whether what the rules found in plain words is not all too unlike a warning."""
    is_likely = weighed.evidence is None or weighed.evidence >= RULES_FROM
    return is_likely or second_look.is_firm(weighed, signs, condition)
