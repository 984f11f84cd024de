"""The healing curve: where each answer lies, what was normal, and what is missing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import healing, plan
from bot.core.client import ClientFile
from bot.core.healing import Curve, Line, Mark
from bot.core.outbox import RowState
from bot.core.pack import Question
from bot.core.said import Answer
from tests.core import course
from tests.core.course import FRIDAY_17, PACK, in_berlin

DAY = timedelta(days=1)
SOON = timedelta(minutes=20)


def answered(file: ClientFile, step: str, **said: str) -> ClientFile:
    """Return the file with answers to the check-in of a step, given soon after it was sent."""
    row = course.row_of(file, step)
    at = (row.sent_at or row.due_at) + SOON
    given_now = [Answer(row=row.key, question=q, option=o, at=at) for q, o in said.items()]
    return replace(file, answers=(*file.answers, *given_now))


def at_noon(day: int) -> datetime:
    """Return noon of that day of Ann's course."""
    return in_berlin("2026-03-27T12:00") + day * DAY


def played(day: int) -> ClientFile:
    """Return Ann's file at noon of that day, with nothing answered."""
    return course.play(course.linked(), at_noon(day)).file


def line(curve: Curve, question: str) -> Line:
    """Return the line of a question."""
    (found,) = [each for each in curve.lines if each.question == question]
    return found


def marks(found: Line) -> list[tuple[int, str, Mark]]:
    """Return the days, options and readings of a line."""
    return [(int(each.at), each.option, each.mark) for each in found.points]


def test_each_answer_lies_at_its_local_time_and_was_read_then() -> None:
    """Worse is amber on day 1 and for the same day on day 3; what is calm stays calm."""
    file = answered(played(3), "day-1", feeling="worse", pain="2", swelling="some")
    file = answered(file, "day-3", feeling="worse", pain="1", swelling="none")
    curve = healing.curve(file, PACK, at_noon(3))
    assert marks(line(curve, "feeling")) == [(1, "worse", Mark.AMBER), (3, "worse", Mark.SAME_DAY)]
    assert marks(line(curve, "pain")) == [(1, "2", Mark.CALM), (3, "1", Mark.CALM)]
    assert line(curve, "feeling").points[0].at == pytest.approx(1 + (9 * 60 + 20) / 1440)


def test_a_further_question_is_read_with_the_answer_that_called_for_it() -> None:
    """ "The same" on day 5 is calm; with "yes, clearly" it is to be watched."""
    file = answered(played(5), "day-5", feeling="same")
    calm = healing.curve(file, PACK, at_noon(5))
    watched = healing.curve(answered(file, "day-5", still_marked="clearly"), PACK, at_noon(5))
    assert marks(line(calm, "feeling")) == [(5, "same", Mark.CALM)]
    assert marks(line(watched, "feeling")) == [(5, "same", Mark.AMBER)]


def test_being_worried_is_for_the_same_day() -> None:
    """It always tells staff at once, whatever the hour."""
    file = answered(played(1), "day-1", feeling="worried")
    assert marks(line(healing.curve(file, PACK, at_noon(1)), "feeling"))[0][2] is Mark.SAME_DAY


def test_what_is_normal_comes_from_the_plan() -> None:
    """Better always, the same until 96 hours; pain of 0 to 3, never 4."""
    curve = healing.curve(played(3), PACK, at_noon(3))
    feeling = [(each.option, each.end) for each in line(curve, "feeling").bands]
    after_96_hours = 4 + 18 / 24  # 17:00 in winter is 18:00 in summer time
    assert feeling == [("better", 8.0), ("same", pytest.approx(after_96_hours))]
    assert {each.option for each in line(curve, "pain").bands} == {"0", "1", "2", "3"}
    assert line(curve, "pain").bands[0].start == pytest.approx(17 / 24)


def test_another_plan_is_another_band() -> None:
    """Nothing about it stands in the code."""
    questions = {**PACK.questions, "pain": Question(name="pain", options=("a", "b", "c"))}
    stricter = replace(PACK, questions=questions)
    assert line(healing.curve(played(3), stricter, at_noon(3)), "pain").bands == ()


def test_a_silent_check_in_is_a_gap_and_told_after_a_day() -> None:
    """Day 2 without an answer breaks the line; the newest may still be answered."""
    file = answered(played(3), "day-1", feeling="same", pain="1")
    file = answered(file, "day-3", feeling="better", pain="1")
    curve = healing.curve(file, PACK, at_noon(3))
    assert [len(run) for run in line(curve, "feeling").runs] == [1, 1]
    assert [int(each) for each in curve.silent] == [2]
    fresh = healing.curve(answered(played(2), "day-1", feeling="same"), PACK, at_noon(2))
    assert fresh.silent == ()


def test_a_question_left_out_is_a_gap_in_its_own_line_alone() -> None:
    """The check-in was answered in part: no silent day."""
    file = answered(played(3), "day-1", feeling="same", pain="1")
    file = answered(file, "day-2", feeling="same")
    file = answered(file, "day-3", feeling="better", pain="1")
    curve = healing.curve(file, PACK, at_noon(3))
    assert curve.silent == ()
    assert [len(run) for run in line(curve, "feeling").runs] == [3]
    assert [len(run) for run in line(curve, "pain").runs] == [1, 1]


def test_a_check_in_that_did_not_go_out_is_no_silence() -> None:
    """Paused or unreachable: nobody was asked."""
    file = course.with_row(played(3), "day-2", state=RowState.SKIPPED, sent_at=None)
    curve = healing.curve(file, PACK, at_noon(3))
    assert [int(each) for each in curve.unsent] == [2]
    assert 2 not in [int(each) for each in curve.silent]


@pytest.mark.parametrize(
    ("day", "last"), [(0, 7), (5, 7), (7, 7), (8, 10), (12, 14), (15, 28), (29, 84), (200, 84)]
)
def test_the_picture_ends_at_the_next_check_in(day: int, last: int) -> None:
    """A week at least, and as far as the plan goes."""
    curve = healing.curve(course.linked(), PACK, at_noon(day))
    assert (curve.last_day, curve.days[-1]) == (last, last)


def test_the_session_before_lies_behind() -> None:
    """Its answers on the days of its own course, read by its own hours; later ones are left out."""
    file = answered(played(28), "day-1", feeling="worse")
    file = answered(file, "day-28", feeling="better")
    new = replace(file.session, id="s2", ended_at=FRIDAY_17 + 35 * DAY)
    rows = plan.messages_for(new, PACK, file.client)
    file = replace(file, sessions=(*file.sessions, new), outbox=file.outbox.add(rows))
    curve = healing.curve(file, PACK, new.ended_at + 2 * DAY)
    former = [point for run in line(curve, "feeling").former for point in run]
    assert [(int(each.at), each.option, each.mark) for each in former] == [(1, "worse", Mark.AMBER)]
    assert line(curve, "feeling").points == ()
    assert curve.has_former


def test_what_was_answered_later_is_not_in_it_yet() -> None:
    """A curve is as of an instant."""
    file = answered(played(3), "day-3", feeling="better")
    assert all(not each.points for each in healing.curve(file, PACK, at_noon(2)).lines)


OPTIONS = {name: question.options for name, question in PACK.questions.items()}
STEPS = [step.name for step in PACK.steps if step.questions]
SAID = st.dictionaries(
    st.sampled_from(STEPS),
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(each) for name, each in OPTIONS.items()}
    ),
)
WHOLE = course.play(course.linked()).file


@given(said=SAID, day=st.integers(0, 100))
def test_whatever_was_answered_each_answer_is_there_once(
    said: dict[str, dict[str, str]], day: int
) -> None:
    """In order of time, none before the session, each with an option of its question."""
    file = WHOLE
    for step, given_then in said.items():
        file = answered(file, step, **given_then)
    now = at_noon(day)
    curve = healing.curve(file, PACK, now)
    for found in curve.lines:
        times = [each.at for each in found.points]
        wanted = [e for e in file.answers if e.question == found.question and e.at <= now]
        assert len(times) == len(wanted)
        assert times == sorted(times)
        assert all(at > 0 for at in times)
        assert {each.option for each in found.points} <= set(found.options)
        assert all(0 <= band.start < band.end <= curve.last_day + 1 for band in found.bands)
