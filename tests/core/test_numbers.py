"""The clinic's numbers: what is counted, in any order, and what is too little to be told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import counting, numbers
from bot.core.client import Alert, ClientFile
from bot.core.numbers import Share, Tally, Times
from bot.core.outbox import RowState
from bot.core.pack import Urgency
from bot.core.said import Answer
from tests.core import course
from tests.core.course import FRIDAY_17, PACK, in_berlin

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def enrolled(minutes: float | None = 10) -> ClientFile:
    """Return Ann's file: enrolled after her session, agreed so many minutes later (None: never)."""
    file = course.linked() if minutes is not None else course.enrolled()
    events = [each for each in file.events if each.name != counting.AGREED]
    file = replace(file, events=tuple(events)).noting(FRIDAY_17, counting.ENROLLED, "1")
    if minutes is None:
        return file
    return file.noting(FRIDAY_17 + minutes * MINUTE, counting.AGREED, "client")


def played(days: float, file: ClientFile | None = None) -> ClientFile:
    """Return the file so many days after the session, all sent on time."""
    return course.play(file or enrolled(), FRIDAY_17 + days * DAY).file


def tally(file: ClientFile, days: float = 20, days_back: int | None = None) -> Tally:
    """Count the file so many days after the session."""
    return as_of(file, FRIDAY_17 + days * DAY, days_back)


def as_of(file: ClientFile, now: datetime, days_back: int | None = None) -> Tally:
    """Count the file as of an instant."""
    return numbers.tally(counting.happenings(file, PACK, now), now, days_back)


@pytest.mark.parametrize(
    ("minutes", "linked", "soon"), [(None, 0, 0), (10, 1, 1), (30, 1, 1), (31, 1, 0)]
)
def test_linked_before_leaving_is_within_half_an_hour(
    minutes: float | None, linked: int, soon: int
) -> None:
    """Of the enrolment; later is linked all the same."""
    found = tally(enrolled(minutes))
    counts = [found.one(each) for each in ("enrolled", "linked", "linked_soon")]
    assert counts == [1, linked, soon]


def test_a_wrong_person_did_not_link() -> None:
    """ "This is not me" takes the link back; the right one counts from the enrolment."""
    wrong = enrolled().noting(FRIDAY_17 + 20 * MINUTE, counting.NOT_ME, "client")
    assert tally(wrong).one("linked") == 0
    right = wrong.noting(FRIDAY_17 + 60 * MINUTE, counting.AGREED, "client")
    assert (tally(right).one("linked"), tally(right).one("linked_soon")) == (1, 0)


def test_check_ins_are_counted_by_day_once_their_time_is_over() -> None:
    """Day 1 answered, day 2 not; day 3 went out an hour ago and may still be."""
    file = played(20)
    row = course.row_of(file, "day-1")
    answer = Answer(
        row=row.key, question="feeling", option="better", at=in_berlin("2026-03-28T10:00")
    )
    file = replace(file, answers=(answer,))
    found = as_of(file, in_berlin("2026-03-30T10:00"))
    assert (found.of("asked"), found.of("answered")) == ({"1": 1, "2": 1}, {"1": 1})


def test_alerts_are_counted_by_urgency_with_the_time_to_the_claim() -> None:
    """One that nobody claimed has no time; one of another month is not in this one."""
    at = FRIDAY_17 + DAY
    alerts = (
        Alert(
            id="a-1", concern="a", urgency=Urgency.EMERGENCY, raised_at=at, claimed_at=at + MINUTE
        ),
        Alert(id="b-2", concern="b", urgency=Urgency.SAME_DAY, raised_at=at),
        Alert(id="c-3", concern="c", urgency=Urgency.SAME_DAY, raised_at=at - 40 * DAY),
    )
    found = tally(replace(played(2), alerts=alerts), days=2, days_back=30)
    assert found.of("alert") == {"emergency": 1, "same_day": 1}
    assert found.of("claim_emergency") == {"60": 1}
    assert found.of("claim_same_day") == {}
    assert found.one("followed") == 1


def test_who_leaves_is_counted_after_the_last_message_before() -> None:
    """Stopped after day 1; a second stop is the same client leaving."""
    file = played(20).noting(in_berlin("2026-03-28T12:00"), counting.STOPPED, "client")
    assert tally(file).of("left_stopped") == {"day-1": 1}
    again = file.noting(in_berlin("2026-03-29T12:00"), counting.STOPPED, "client")
    assert tally(again).of("left_stopped") == {"day-2": 1}
    before = enrolled().noting(FRIDAY_17 + MINUTE, counting.WITHDRAWN, "client")
    assert tally(before).of("left_consent_withdrawn") == {"": 1}


def test_what_went_on_time_is_not_late() -> None:
    """Neither cards and their edits, nor what waited for the end of quiet hours."""
    assert set(tally(played(20)).of("late")) == {"0"}
    late_riser = enrolled()
    late_riser = late_riser.with_client(quiet_until=in_berlin("2026-03-28T09:30").time())
    assert set(tally(played(3, late_riser), days=3).of("late")) == {"0"}


def test_a_delay_is_seen_though_the_row_was_put_off() -> None:
    """What failed is dated anew; it is late all the same, by the plan."""
    at = in_berlin("2026-03-28T09:40")
    file = course.with_row(played(2), "day-1", due_at=at, sent_at=at)
    assert tally(file, days=2).of("late")["2400"] == 1


def test_a_corrected_session_makes_nothing_late() -> None:
    """What went out by the older plan is measured by its own time."""
    file = played(2)
    moved = replace(file.session, ended_at=FRIDAY_17 - DAY, plan_version=2)
    assert set(tally(file.with_session(moved), days=2).of("late")) == {"0"}


def test_what_did_not_go_out_is_not_counted() -> None:
    """A skipped check-in is neither asked nor late."""
    file = course.with_row(played(20), "day-1", state=RowState.SKIPPED, sent_at=None)
    assert "1" not in tally(file).of("asked")


@pytest.mark.parametrize(("days_back", "asked"), [(30, {"14": 1, "28": 1}), (None, 8)])
def test_a_period_counts_what_happened_in_it(days_back: int | None, asked: object) -> None:
    """By the instant of each thing, not by the client."""
    found = tally(played(40), days=40, days_back=days_back).of("asked")
    assert (found if days_back else len(found)) == asked


KEYS = st.tuples(st.sampled_from(["asked", "late", "enrolled"]), st.sampled_from(["", "1", "30"]))
TALLIES = st.lists(
    st.dictionaries(KEYS, st.integers(1, 50)).map(lambda counts: Tally(counts=counts)), max_size=6
)


@given(tallies=TALLIES, cut=st.integers(0, 6))
def test_a_total_does_not_depend_on_order_or_on_the_chunks(tallies: list[Tally], cut: int) -> None:
    """Fifty files at a time give what all at once would."""
    whole = numbers.total(tallies)
    chunks = numbers.total([numbers.total(tallies[:cut]), numbers.total(tallies[cut:])])
    assert whole == chunks == numbers.total(reversed(tallies))
    assert numbers.total([]) == Tally()


@given(st.dictionaries(st.integers(0, 9_999).map(str), st.integers(1, 9), min_size=1))
def test_middle_and_longest_are_those_of_all_values(seconds: dict[str, int]) -> None:
    """Counted seconds give the same as a sorted list of them."""
    found = numbers.figures(Tally(counts={("late", k): v for k, v in seconds.items()}), None)
    every = sorted(int(each) for each, many in seconds.items() for _ in range(many))
    count = len(every)
    times = found.lateness
    assert times.count == found.late.of == count
    assert times.worst == every[-1]
    assert times.median == every[(count + 1) // 2 - 1]
    assert every.count(times.most) >= 1
    assert sum(each <= times.most for each in every) * 100 >= 99 * count
    assert found.late.count == sum(each > 300 for each in every)


@given(counts=st.integers(0, 9), of=st.integers(0, 9))
def test_a_share_of_fewer_than_five_is_not_told(counts: int, of: int) -> None:
    """Five or more are."""
    assert Share(count=counts, of=of).is_told is (of >= 5)


def test_nothing_counted_has_no_times() -> None:
    """And raises nothing."""
    found = numbers.figures(Tally(), 30)
    assert found.lateness == Times()
    assert found.replies == {}
    assert set(found.alerts) == set(Urgency)


def test_days_stand_in_their_order() -> None:
    """2 before 10."""
    counts = {("asked", each): 6 for each in ("10", "2", "1")}
    assert list(numbers.figures(Tally(counts=counts), None).replies) == [1, 2, 10]


def test_an_instant_to_come_is_not_counted() -> None:
    """The table says what was so when it was asked for."""
    found = as_of(played(20), datetime.fromisoformat("2026-03-27T15:00+00:00"))
    assert found == Tally()
