"""What a message states beside what it asks: "May I shower? Pus is coming out" warns all the same.

As a whole such a message is told like a question, and the second look would calm it. So each
sentence that asks nothing is read once more by itself, and each clause beside a question by the
rules alone, as half a question may sound like a statement. It only ever raises.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.questions import parts, second_look
from bot.core.questions.parts import Reader
from bot.core.triage import Condition, Signs, Triage

# Stricter than for a whole message: out of its message a sentence loses what explains it. Chosen
# on the development messages, each beside a question.
ALARM_FROM = 0.0
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
            yield from _sentence(segment.text, signs, condition, reader)
        for clause in clauses if len(clauses) > 1 else ():
            yield from _by_rules(clause, signs, condition)


def _clauses(question: str) -> Iterator[str]:
    for clause in question.split(","):
        if clause.strip(_ENDS):
            yield clause.strip(_ENDS)


def _sentence(text: str, signs: Signs, condition: Condition, reader: Reader) -> Iterator[Triage]:
    stated = tuple(_by_rules(text, signs, condition))
    if stated:
        yield from stated
        return
    alone = triage.read(text, signs, condition)
    scores = parts.read_part(text, reader).scores
    alone = second_look.weighed(alone, text, signs, condition, scores)
    if alone.urgency in _ALARMING and (alone.evidence or 0.0) >= ALARM_FROM:
        yield alone


def _by_rules(text: str, signs: Signs, condition: Condition) -> Iterator[Triage]:
    """Yield what the rules find in words that only state what is."""
    alone = triage.read(text, signs, condition)
    is_plain = triage.is_plain(triage.traits(text, signs, condition))
    if alone.urgency in _ALARMING and is_plain:
        yield alone
