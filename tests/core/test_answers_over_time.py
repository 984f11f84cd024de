"""Answers of check-ins read one after the other: what rose, what stayed after an amber answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import check_in, holds, plan
from bot.core.client import ClientFile
from bot.core.outbox import RowKey
from bot.core.pack import Guidance, Urgency
from bot.core.said import Answer
from tests.core.course import FRIDAY_17, PACK, linked, session

RISE, STILL = "guidance-rise", "guidance-still"
ASK = "worse_than_yesterday"


def row(step: str) -> RowKey:
    """The row of a check-in."""
    return plan.step_key(session(), step)


def given(step: str, question: str, option: str, hours: float) -> Answer:
    """An answer, so many hours after the session."""
    at = FRIDAY_17 + timedelta(hours=hours)
    return Answer(row=row(step), question=question, option=option, at=at)


def meaning(*answers: Answer, file: ClientFile | None = None) -> Guidance | None:
    """What the last of these answers means after the others."""
    with_all = replace(file or linked(), answers=answers)
    return check_in.meaning(with_all, answers[-1], PACK)


def urgency(found: Guidance | None) -> tuple[str, Urgency | None, str | None]:
    """What it says, how urgent it is, what it asks."""
    return ("", None, None) if found is None else (found.leaflet, found.urgency, found.ask)


@pytest.mark.parametrize(
    ("question", "before", "after", "expected"),
    [
        ("pain", "1", "3", (RISE, Urgency.SAME_DAY, None)),
        ("pain", "0", "3", (RISE, Urgency.SAME_DAY, None)),
        ("pain", "1", "2", ("", None, ASK)),
        ("pain", "2", "2", ("", None, None)),
        ("pain", "3", "1", ("", None, None)),
        ("swelling", "none", "some", (RISE, Urgency.SAME_DAY, None)),
        ("swelling", "some", "none", ("", None, None)),
    ],
)
def test_after_48_hours_a_rise_is_for_the_same_day(
    question: str, before: str, after: str, expected: tuple[str, Urgency | None, str | None]
) -> None:
    """Two points of pain or one step of swelling; a smaller one asks; less is less."""
    first, second = given("day-2", question, before, 40), given("day-3", question, after, 64)
    assert urgency(meaning(first, second)) == expected


def test_before_48_hours_a_rise_is_expected() -> None:
    """Swelling is most visible on the second day."""
    first, second = given("day-1", "swelling", "none", 16), given("day-2", "swelling", "some", 40)
    assert urgency(meaning(first, second)) == ("", None, None)


@pytest.mark.parametrize(("hours", "expected"), [(47.9, None), (48.0, Urgency.SAME_DAY)])
def test_the_edge_belongs_to_the_later_side(hours: float, expected: Urgency | None) -> None:
    """48 full hours."""
    found = meaning(given("day-1", "pain", "0", 16), given("day-2", "pain", "2", hours))
    assert urgency(found)[1] is expected


def test_it_is_held_against_the_last_answered_check_in() -> None:
    """Not against the lowest ever, nor one that was not answered."""
    answers = (
        given("day-1", "pain", "0", 16),
        given("day-2", "pain", "2", 40),
        given("day-5", "pain", "3", 112),
    )
    assert urgency(meaning(*answers)) == ("", None, ASK)


def test_a_changed_answer_is_held_against_the_day_before_not_against_itself() -> None:
    """A slip that is corrected is no rise."""
    first, second = given("day-2", "pain", "3", 40), given("day-3", "pain", "3", 64)
    assert urgency(meaning(first, second)) == ("", None, None)


def test_what_is_urgent_alone_keeps_its_own_words() -> None:
    """Pain of 8 says what pain of 8 says."""
    first, second = given("day-2", "pain", "2", 40), given("day-3", "pain", "8", 64)
    assert urgency(meaning(first, second))[0] == "guidance-pain-strong"


@pytest.mark.parametrize("hours", [64.0, 112.0])
def test_worse_than_before_is_for_the_same_day(hours: float) -> None:
    """The answer to the question that a small rise asks."""
    assert urgency(meaning(given("day-3", ASK, "yes", hours)))[:2] == (RISE, Urgency.SAME_DAY)
    assert meaning(given("day-3", ASK, "no", hours)) is None


@pytest.mark.parametrize(
    ("question", "before", "after", "expected"),
    [
        ("pain", "5", "5", (STILL, Urgency.SAME_DAY)),
        ("pain", "5", "6", (STILL, Urgency.SAME_DAY)),
        ("pain", "5", "4", ("guidance-pain-early", None)),
        ("pain", "5", "2", ("", None)),
        ("feeling", "worse", "same", (STILL, Urgency.SAME_DAY)),
        ("feeling", "worse", "worse", (STILL, Urgency.SAME_DAY)),
        ("feeling", "worse", "better", ("guidance-better", None)),
        ("swelling", "a_lot", "a_lot", (STILL, Urgency.SAME_DAY)),
        ("swelling", "a_lot", "some", ("", None)),
    ],
)
def test_after_an_amber_answer_the_same_or_worse_is_for_the_same_day(
    question: str, before: str, after: str, expected: tuple[str, Urgency | None]
) -> None:
    """On the first two mornings, when each alone would still be watched."""
    first, second = given("day-1", question, before, 16), given("day-2", question, after, 40)
    assert urgency(meaning(first, second))[:2] == expected


def test_after_a_calm_answer_the_same_is_just_the_same() -> None:
    """Only what was to be watched weighs."""
    first, second = given("day-1", "feeling", "same", 16), given("day-2", "feeling", "same", 40)
    assert urgency(meaning(first, second))[0] == "guidance-same"


@pytest.mark.parametrize(
    ("ago", "fact", "expected"),
    [
        (24, "sign", STILL),
        (2, "sign", "guidance-same-slow"),
        (60, "sign", "guidance-same-slow"),
        (24, "fact", "guidance-same-slow"),
    ],
)
def test_words_of_yesterday_weigh_for_the_answer_of_today(
    ago: float, fact: str, expected: str
) -> None:
    """What Ann wrote and what she taps is one history; a fact about her is no symptom."""
    answer = given("day-5", "feeling", "same", 112)
    told_at: datetime = answer.at - timedelta(hours=ago)
    file = linked().noting(told_at, holds.AMBER, "client", **{fact: "something"})
    assert urgency(meaning(answer, file=file))[0] == expected


def test_an_answer_of_another_session_does_not_weigh() -> None:
    """A new session starts anew."""
    other = replace(given("day-7", "pain", "0", 0), row=RowKey("step:s0:day-7"))
    assert meaning(other, given("day-3", "pain", "3", 64)) is None
