"""Each sign of a set told beside an ordinary question, as tired people write: in four ways.

A question drew attention from the sign beside it once; this measures that it does so no more.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tests.benchmarks.question_set import Asked

SEED = 7
LONGEST_QUESTION_CHARACTERS = 70
TOLD = ("emergency", "same_day", "look_alike")
_ENDS = ".!? "


def beside_questions(messages: Sequence[Asked]) -> list[Asked]:
    """Return each sign and look-alike four times, each beside a question of its language."""
    chosen = random.Random(SEED)
    questions: dict[str, list[str]] = {}
    for each in messages:
        is_question = each.group == "ordinary" and each.text.strip().endswith("?")
        if is_question and len(each.text) < LONGEST_QUESTION_CHARACTERS:
            questions.setdefault(each.lang, []).append(each.text.strip())
    return list(_mixed((each for each in messages if each.group in TOLD), questions, chosen))


def _mixed(
    told: Iterable[Asked], questions: dict[str, list[str]], chosen: random.Random
) -> Iterator[Asked]:
    for each in told:
        for number in range(4):
            question = chosen.choice(questions[each.lang])
            text = _ways(question, each.text.strip())[number]
            yield replace(each, id=f"{each.id}-{number}", text=text)


def _ways(question: str, told: str) -> tuple[str, ...]:
    """Return both in one message: asked first, told first, in one sentence either way."""
    bare = told.rstrip(_ENDS)
    return (
        f"{question} {told}",
        f"{bare}. {question}",
        f"{bare}, {question}",
        f"{question.rstrip(_ENDS)}, {bare}?",
    )
