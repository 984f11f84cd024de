"""The check-in: one first tap, then a few more, read against the hours since the session.

An answer is keyed by (row, question): a second tap changes it or says it is noted. What an answer
means (urgency, guidance, a question more) stands in the treatment's guidance table, whose rows
name their CLINICAL source there.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core import course
from bot.core.client import ClientFile
from bot.core.outbox import Button, Keyboard, MessageRow, RowKey, RowState
from bot.core.pack import Guidance, Pack, Question, Urgency
from bot.core.said import Answer

WORRIED = "worried"
SCALE_WIDTH = 6
CHOICE_WIDTH = 2
_OUT = (RowState.SENT, RowState.CLAIMED)


class Tier(StrEnum):
    """How much the answers to a check-in want to be looked at, the most first."""

    SAME_DAY = "same_day"
    AMBER = "amber"
    CALM = "calm"


class Taken(StrEnum):
    """What became of a tap on a check-in."""

    NOTED = "noted"
    CHANGED = "changed"
    SAME = "same"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The file with the answer, what became of the tap, and what the answer means."""

    file: ClientFile
    taken: Taken
    guidance: Guidance | None = None


def keyboard(row: RowKey, question: Question) -> Keyboard:
    """Return the buttons of a question: a scale in two rows, a choice two to a row."""
    stem = _stem(row)
    buttons = [
        Button(
            phrase=f"options.{question.name}.{option}",
            data=f"v1:a:{stem}:{question.name}:{option}",
        )
        for option in question.options
    ]
    width = SCALE_WIDTH if _is_scale(question) else CHOICE_WIDTH
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def has_worry(question: str, pack: Pack) -> bool:
    """Tell whether a question offers "I'm worried" itself, so that the message needs no second."""
    return bool(question) and WORRIED in pack.questions[question].options


def not_me_keyboard() -> Keyboard:
    """Return the button with which a wrong person unlinks themselves."""
    return ((Button(phrase="button.not_me", data="v1:notme"),),)


def not_me_sure_keyboard() -> Keyboard:
    """Return the question behind "This is not me": one slip of a thumb must not end a course."""
    return (
        (Button(phrase="button.not_me_yes", data="v1:notme:yes"),),
        (Button(phrase="button.not_me_no", data="v1:notme:no"),),
    )


def again_keyboard(row: RowKey) -> Keyboard:
    """Return the button with which given answers are changed."""
    return ((Button(phrase="button.change_answers", data=f"v1:again:{_stem(row)}"),),)


def row_of_stem(stem: str) -> RowKey:
    """Return the row key a button's data names: `<session>:<step>`."""
    return RowKey(f"step:{stem}")


def _stem(row: RowKey) -> str:
    return row.removeprefix("step:")


def _is_scale(question: Question) -> bool:
    return all(option.isdigit() for option in question.options)


def open_row(file: ClientFile, row: RowKey) -> MessageRow | None:
    """Return the check-in row while it may be answered: out, and no newer check-in after it.

    A tap can be here before Telegram's answer to the sending is: the row is still claimed then,
    and where that answer is lost a tap tells that it came.
    """
    found = file.outbox.rows.get(row)
    if found is None or not (found.state in _OUT or found.doubted) or not found.question:
        return None
    since = found.sent_at or found.due_at
    newer = [
        each
        for each in file.outbox.rows.values()
        if each.question
        and each.step is not None
        and each.sent_at is not None
        and each.sent_at > since
    ]
    return None if newer else found


def record(
    file: ClientFile, row: RowKey, question: str, option: str, *, pack: Pack, now: datetime
) -> Outcome:
    """Note one answer; an unknown one or one to a closed check-in changes nothing."""
    asked = pack.questions.get(question) if _belongs(file, row, question, pack) else None
    if asked is None or option not in asked.options:
        return Outcome(file=file, taken=Taken.UNKNOWN)
    if open_row(file, row) is None:
        return Outcome(file=file, taken=Taken.CLOSED)
    given = file.answer_to(row, question)
    answer = Answer(row=row, question=question, option=option, at=now)
    guidance = meaning(file, answer, pack)
    if given is not None and given.option == option:
        return Outcome(file=file, taken=Taken.SAME, guidance=guidance)
    others = tuple(each for each in file.answers if each is not given)
    noted = replace(file, answers=(*others, answer))
    taken = Taken.NOTED if given is None else Taken.CHANGED
    return Outcome(file=noted, taken=taken, guidance=guidance)


def _belongs(file: ClientFile, row: RowKey, question: str, pack: Pack) -> bool:
    """Tell whether a question is one of that row's step, or one its answers can call for."""
    found = file.outbox.rows.get(row)
    step = pack.step(found.step or "") if found is not None else None
    own = step.questions if step is not None else ()
    called_for = {each.ask for each in pack.guidance if each.question in own}
    if pack.course is not None and any(each in pack.course.rise for each in own):
        called_for.add(pack.course.ask)
    return question in own or question in called_for


def next_question(
    file: ClientFile, row: MessageRow, pack: Pack, after: str | None = None
) -> str | None:
    """Return the question to ask next, in the step's order with what an answer calls for.

    It is the one after `after` (so that answers are changed one by one too), else the first open.
    """
    given = {each.question for each in file.answers if each.row == row.key}
    feeling = file.answer_to(row.key, "feeling")
    if feeling is not None and feeling.option == WORRIED:
        return None
    step = pack.step(row.step or "")
    wanted: list[str] = []
    for question in step.questions if step is not None else ():
        answer = file.answer_to(row.key, question)
        meant = None if answer is None else meaning(file, answer, pack)
        wanted.extend((question, meant.ask) if meant is not None and meant.ask else (question,))
    if after in wanted:
        return next(iter(wanted[wanted.index(after) + 1 :]), None)
    return next((each for each in wanted if each not in given), None)


def meaning(file: ClientFile, answer: Answer, pack: Pack) -> Guidance | None:
    """Return what an answer meant when it was given: later taps do not change it.

    It is read alone, by the table, and beside the answer of the check-in before it.
    """
    alone = course.guidance_alone(file, answer, pack)
    return course.read(file, answer, alone, pack)


def tier(file: ClientFile, row: RowKey, pack: Pack) -> Tier:
    """Return how much what was answered to a row wants to be looked at."""
    meant = meanings(file, row, pack)
    if any(each.urgency is Urgency.SAME_DAY for each in meant):
        return Tier.SAME_DAY
    feeling = file.answer_to(row, "feeling")
    is_worried = feeling is not None and feeling.option == WORRIED
    return Tier.AMBER if is_worried or any(each.amber for each in meant) else Tier.CALM


def meanings(file: ClientFile, row: RowKey, pack: Pack) -> list[Guidance]:
    """Return the guidance of every answer given to a row, the most urgent first."""
    meant = (meaning(file, each, pack) for each in file.answers if each.row == row)
    found = [guidance for guidance in meant if guidance is not None]
    return sorted(found, key=lambda each: (each.urgency is not Urgency.SAME_DAY, not each.amber))
