"""The check-in: taps that are late, repeated or forged, and what an answer means at that hour."""

from datetime import timedelta

import pytest

from bot.core import check_in, plan
from bot.core.check_in import Outcome, Taken
from bot.core.client import ClientFile
from bot.core.outbox import RowKey, RowState
from bot.core.pack import StepKind, Urgency
from bot.core.said import Answer
from tests.core.course import (
    FRIDAY_17,
    HOUR,
    PACK,
    in_berlin,
    linked,
    row_of,
    sent_row,
    session,
    with_row,
)
from tests.core.course import step as step_of

DAY_3 = in_berlin("2026-03-30T09:00")
ROW = plan.step_key(session(), "day-3")
WELL = {"feeling": "better", "pain": "1", "swelling": "none", "late_signs": "none"}


def asked(name: str = "day-3", at: str = "2026-03-30T09:00") -> ClientFile:
    """Return Ann's file with that check-in sent."""
    return sent_row(linked(), name, in_berlin(at))


def tapped(
    file: ClientFile, question: str, option: str, *, row: RowKey = ROW, after_hours: float = 0.1
) -> Outcome:
    """Return what a tap leads to, so many hours after the check-in of day 3."""
    now = DAY_3 + HOUR * after_hours
    return check_in.record(file, row, question, option, pack=PACK, now=now)


def test_a_tap_is_noted_with_its_time() -> None:
    """The answer is kept under its row and question."""
    outcome = tapped(asked(), "feeling", "same")
    kept = outcome.file.answer_to(ROW, "feeling")
    assert outcome.taken is Taken.NOTED
    assert kept is not None
    assert (kept.option, kept.at) == ("same", DAY_3 + HOUR * 0.1)


def test_the_same_tap_again_changes_nothing() -> None:
    """And it is said that it is noted."""
    file = tapped(asked(), "feeling", "same").file
    again = tapped(file, "feeling", "same", after_hours=0.2)
    assert (again.taken, again.file) == (Taken.SAME, file)


def test_a_second_tap_changes_the_answer() -> None:
    """One answer for one question of one row: the newest."""
    file = tapped(asked(), "feeling", "same").file
    changed = tapped(file, "feeling", "worse", after_hours=0.2)
    assert changed.taken is Taken.CHANGED
    assert [each.option for each in changed.file.answers] == ["worse"]


def test_a_late_tap_counts_until_the_next_check_in() -> None:
    """Hours later it is still the client's answer to that day."""
    assert tapped(asked(), "pain", "2", after_hours=30).taken is Taken.NOTED


def test_a_superseded_keyboard_changes_nothing() -> None:
    """After the check-in of day 5 that of day 3 is closed."""
    file = sent_row(asked(), "day-5", in_berlin("2026-04-01T09:00"))
    outcome = tapped(file, "feeling", "worse", after_hours=50)
    assert (outcome.taken, outcome.file) == (Taken.CLOSED, file)


def test_a_check_in_that_was_never_sent_cannot_be_answered() -> None:
    """Data for a day to come, made up by somebody."""
    row = plan.step_key(session(), "day-14")
    assert tapped(asked(), "feeling", "worse", row=row).taken is Taken.CLOSED


def test_a_tap_that_overtakes_telegrams_answer_is_taken() -> None:
    """The message is on the phone, and the row still claimed."""
    file = with_row(asked(), "day-3", state=RowState.CLAIMED, sent_at=None)
    assert tapped(file, "feeling", "better").taken is Taken.NOTED


@pytest.mark.parametrize(
    ("row", "question", "option"),
    [
        (ROW, "feeling", "wonderful"),
        (ROW, "mood", "better"),
        (ROW, "pain", "11"),
        (ROW, "late_signs", "lumps"),
        (RowKey("step:s1:nothing"), "feeling", "better"),
        (RowKey("step:s1:card"), "feeling", "better"),
        (RowKey("invitation:1:link"), "feeling", "better"),
    ],
)
def test_forged_data_is_nothing_we_asked(row: RowKey, question: str, option: str) -> None:
    """Unknown rows, questions and options leave the file as it is."""
    file = asked()
    outcome = tapped(file, question, option, row=row)
    assert (outcome.taken, outcome.file) == (Taken.UNKNOWN, file)


@pytest.mark.parametrize(
    "name", [step.name for step in PACK.steps if step.kind is StepKind.MESSAGE and step.questions]
)
def test_when_all_is_well_a_check_in_takes_at_most_three_taps(name: str) -> None:
    """And it ends by itself."""
    due = row_of(linked(), name).due_at
    file, taps = sent_row(linked(), name, due), 0
    row = plan.step_key(session(), name)
    while question := check_in.next_question(file, row_of(file, name), PACK):
        file = check_in.record(file, row, question, WELL[question], pack=PACK, now=due).file
        taps += 1
    assert 1 <= taps <= 3


def test_the_days_ask_what_the_plan_says() -> None:
    """Days 1 to 7 pain and swelling, days 14, 28 and 84 late signs; feeling comes first."""
    early, late = ("feeling", "pain", "swelling"), ("feeling", "late_signs")
    found = {name: step_of(name).questions for name in ("day-1", "day-7", "day-14", "day-84")}
    assert found == {"day-1": early, "day-7": early, "day-14": late, "day-84": late}


def test_an_answer_that_calls_for_it_asks_one_question_more() -> None:
    """'The same' after a full week: are marks still to be seen?"""
    at = in_berlin("2026-04-06T09:00")
    row = plan.step_key(session(), "day-10")
    file = sent_row(linked(), "day-10", at)
    file = check_in.record(file, row, "feeling", "same", pack=PACK, now=at).file
    assert check_in.next_question(file, row_of(file, "day-10"), PACK) == "still_marked"


def test_worried_ends_the_questions() -> None:
    """A person takes over."""
    file = tapped(asked(), "feeling", "worried").file
    assert check_in.next_question(file, row_of(file, "day-3"), PACK) is None


GUIDANCE = [
    (("feeling", "better", 16), ("guidance-better", None, False)),
    (("feeling", "same", 16), ("guidance-same", None, False)),
    (("feeling", "same", 95.9), ("guidance-same", None, False)),
    (("feeling", "same", 96), ("guidance-same-slow", None, False)),
    (("feeling", "same", 192), ("guidance-same-late", None, False)),
    (("feeling", "worse", 47.9), ("guidance-worse-early", None, True)),
    (("feeling", "worse", 48), ("guidance-worse-late", Urgency.SAME_DAY, False)),
    (("pain", "4", 47.9), ("guidance-pain-early", None, True)),
    (("pain", "4", 48), ("guidance-pain-late", Urgency.SAME_DAY, False)),
    (("pain", "7", 1), ("guidance-pain-strong", Urgency.SAME_DAY, False)),
    (("pain", "10", 500), ("guidance-pain-strong", Urgency.SAME_DAY, False)),
    (("swelling", "a_lot", 47.9), ("guidance-swelling-early", None, True)),
    (("swelling", "a_lot", 48), ("guidance-swelling-late", Urgency.SAME_DAY, False)),
    (("swelling", "some", 96), ("guidance-swelling-lasting", None, True)),
    (("still_marked", "clearly", 240), ("guidance-still-marked", Urgency.SAME_DAY, False)),
    (("late_signs", "lumps", 340), ("guidance-late-lumps", Urgency.SAME_DAY, False)),
    (("late_signs", "patches", 340), ("guidance-late-patches", Urgency.SAME_DAY, False)),
    (("late_signs", "lines", 340), ("guidance-late-lines", Urgency.SAME_DAY, False)),
    (("late_signs", "other", 340), ("guidance-late-other", Urgency.SAME_DAY, False)),
]


@pytest.mark.parametrize(("answer", "meaning"), GUIDANCE)
def test_what_an_answer_means_at_that_hour(
    answer: tuple[str, str, float], meaning: tuple[str, Urgency | None, bool]
) -> None:
    """The guidance table, hour by hour: an edge belongs to the later row."""
    question, option, hours = answer
    now = FRIDAY_17 + timedelta(hours=hours)
    given = Answer(row=ROW, question=question, option=option, at=now)
    found = check_in.meaning(linked(), given, PACK)
    assert found is not None
    assert (found.leaflet, found.urgency, found.amber) == meaning


@pytest.mark.parametrize(
    ("question", "option"), [("pain", "3"), ("swelling", "none"), ("late_signs", "none")]
)
def test_an_answer_that_says_all_is_well_needs_no_guidance_of_its_own(
    question: str, option: str
) -> None:
    """What is calm is not talked about."""
    given = Answer(row=ROW, question=question, option=option, at=DAY_3)
    found = check_in.meaning(linked(), given, PACK)
    assert found is None


def test_the_most_urgent_meaning_comes_first() -> None:
    """Better, but pain of 8: the pain is what is spoken about."""
    file = tapped(asked(), "feeling", "better").file
    file = tapped(file, "pain", "8").file
    meanings = check_in.meanings(file, ROW, PACK)
    assert [each.leaflet for each in meanings] == ["guidance-pain-strong", "guidance-better"]


def test_pain_is_asked_in_two_rows_and_choices_two_to_a_row() -> None:
    """A thumb finds each of them."""
    pain = check_in.keyboard(ROW, PACK.questions["pain"])
    feeling = check_in.keyboard(ROW, PACK.questions["feeling"])
    assert [len(line) for line in pain] == [6, 5]
    assert [len(line) for line in feeling] == [2, 2]


def test_a_buttons_data_fits_telegram() -> None:
    """At most 64 bytes, for the longest step and question."""
    row = plan.step_key(session(id="s12"), "day-84")
    data = [
        button.data
        for question in PACK.questions.values()
        for line in check_in.keyboard(row, question)
        for button in line
    ]
    assert max(len(each.encode()) for each in data) <= 64
