"""The plan: two clocks, quiet hours, validity and what is late, for any session anywhere."""

from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from bot.core import plan
from bot.core.outbox import RowState
from bot.core.pack import IfLate, Pack, StepKind
from tests.core.course import (
    FRIDAY_17,
    HOUR,
    PACK,
    Played,
    Sent,
    client,
    in_berlin,
    linked,
    only,
    play,
    session,
    step,
)


@cache
def a_whole_course() -> Played:
    """Ann's 84 days."""
    return play(linked())


def kind_of(sent: Sent, pack: Pack = PACK) -> StepKind:
    """Return what kind of step a message was."""
    found = pack.step(sent.row.step or "")
    assert found is not None
    return found.kind


# ------------------------------------------------------------------- two clocks


def test_a_step_waits_for_its_hour_of_the_day() -> None:
    """Day 1 is the next calendar day at 09:00 on the client's clocks."""
    due = plan.due_at(step("day-1"), session(), client())
    assert due == in_berlin("2026-03-28T09:00")


def test_a_step_also_waits_for_the_hours_since_the_session() -> None:
    """A session that ended at 18:30 has its evening note at 20:30, not at 19:30."""
    late = session(ended_at=in_berlin("2026-03-27T18:30"))
    assert plan.due_at(step("evening-0"), late, client()) == in_berlin("2026-03-27T20:30")


def test_a_session_just_after_midnight_has_its_first_day_still_ahead() -> None:
    """Day 0 is the calendar day on which needling ended, however early."""
    early = session(ended_at=in_berlin("2026-03-27T00:10"))
    assert plan.due_at(step("day-1"), early, client()) == in_berlin("2026-03-28T09:00")


def test_an_elapsed_step_ignores_the_clock_on_the_wall() -> None:
    """The sunscreen gate is 24 elapsed hours, which in the night of summer time ends at 18:00."""
    before_summer = session(ended_at=in_berlin("2026-03-28T17:00"))
    due = plan.due_at(step("sun-gate"), before_summer, client())
    assert due == in_berlin("2026-03-29T18:00")


def test_nine_in_the_morning_is_nine_on_both_clock_change_days() -> None:
    """Spring and autumn: the local hour stays, the elapsed hours are 23 and 25."""
    spring = plan.due_at(step("day-2"), session(), client())
    autumn = plan.due_at(step("day-2"), session(ended_at=in_berlin("2026-10-23T17:00")), client())
    assert spring == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert autumn == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_an_hour_that_does_not_exist_becomes_the_first_after_the_gap() -> None:
    """02:30 on the day of summer time is 03:00; in autumn it is the first of the two 02:30."""
    night = step("day-2", at=time(2, 30))
    gap = plan.due_at(night, session(), client())
    twice = plan.due_at(night, session(ended_at=in_berlin("2026-10-23T17:00")), client())
    assert gap == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_days_count_in_the_clients_own_zone() -> None:
    """What is Friday evening in Berlin is Saturday morning in Auckland, and so day 0."""
    there = client(zone="Pacific/Auckland")
    due = plan.due_at(step("day-1"), session(), there)
    assert due == datetime(2026, 3, 28, 20, tzinfo=UTC)


# ------------------------------------------------------------------- the shipped course


def test_the_course_is_one_evening_and_nine_mornings() -> None:
    """Each push at its hour, on the days the clinic promised."""
    berlin = ZoneInfo("Europe/Berlin")
    found = [
        (each.step, f"{each.at.astimezone(berlin):%d.%m. %H:%M}")
        for each in a_whole_course().pushes
    ]
    assert found == [
        ("evening-0", "27.03. 19:30"),
        ("day-1", "28.03. 09:00"),
        ("day-2", "29.03. 09:00"),
        ("day-3", "30.03. 09:00"),
        ("day-5", "01.04. 09:00"),
        ("day-7", "03.04. 09:00"),
        ("day-10", "06.04. 09:00"),
        ("day-14", "10.04. 09:00"),
        ("day-28", "24.04. 09:00"),
        ("day-84", "19.06. 09:00"),
    ]


def test_the_suns_line_is_part_of_the_morning_message() -> None:
    """What falls together goes out together: one message, not two."""
    morning = a_whole_course().of("day-5")
    assert morning.row.merged == (plan.step_key(session(), "sun-5"),)
    assert a_whole_course().state("sun-5") == (RowState.SENT, "in day-5")


def test_on_a_day_without_a_message_the_sun_speaks_alone_and_silently() -> None:
    """Daily to day 14, then weekly to day 28."""
    suns = [each.step for each in a_whole_course().sent if kind_of(each) is StepKind.SUN]
    silent = {each.row.audible for each in a_whole_course().sent if kind_of(each) is StepKind.SUN}
    assert suns == ["sun-4", "sun-6", "sun-8", "sun-9", "sun-11", "sun-12", "sun-13", "sun-21"]
    assert silent == {False}


def test_fewer_keeps_four_sounds_and_all_the_words() -> None:
    """Audible only the evening, days 2, 7 and 28; the rest comes silently."""
    played = play(linked(fewer=True))
    assert [each.step for each in played.pushes] == ["evening-0", "day-2", "day-7", "day-28"]
    assert {"day-1", "day-14", "day-84"} <= {each.step for each in played.sent}


# ------------------------------------------------------------------- quiet hours


def test_the_evening_note_joins_the_card_when_it_would_fall_into_quiet_hours() -> None:
    """A session that ended at 20:00 has its evening note at 22:00: it is told on the card."""
    played = play(linked(ended_at=in_berlin("2026-03-27T20:00")))
    card = played.of("card")
    assert plan.step_key(session(), "evening-0") in card.row.merged
    assert "Tonight" in card.text
    assert played.state("evening-0") == (RowState.SENT, "in card")
    assert [each.step for each in played.pushes][:1] == ["day-1"]


def test_the_evening_note_stays_on_its_own_outside_quiet_hours() -> None:
    """The common case: nothing is folded into the card."""
    assert a_whole_course().of("card").row.merged == ()


def test_a_message_that_falls_into_quiet_hours_waits_for_their_end() -> None:
    """Quiet until 10:00: the 09:00 message comes at 10:00 sharp."""
    played = play(linked(quiet_from=time(22), quiet_until=time(10)), FRIDAY_17 + 40 * HOUR)
    assert played.of("day-1").at == in_berlin("2026-03-28T10:00")


def test_quiet_hours_that_outlast_a_messages_validity_are_its_end() -> None:
    """Nothing wakes a client, and nothing stale comes in the morning."""
    pack = only(step("day-2", at=time(22), valid_for_hours=3, if_late=IfLate.DROP))
    played = play(linked(pack), pack=pack)
    assert played.state("day-2") == (RowState.SKIPPED, "too late to be of use")


def test_quiet_hours_count_by_the_clock_that_changes_in_them() -> None:
    """In the night of summer time they are an hour shorter, and end at 08:00 all the same."""
    pack = only(step("day-1", at=time(23), valid_for_hours=24))
    played = play(linked(pack), pack=pack)
    assert played.of("day-1").at == in_berlin("2026-03-29T08:00")


def test_the_pinned_card_changes_also_at_night_as_that_makes_no_sound() -> None:
    """The card's edits are silent and not held back."""
    played = play(linked(), FRIDAY_17 + 24 * HOUR)
    assert played.of("today-1").at == in_berlin("2026-03-28T06:00")
    assert played.of("today-1").row.audible is False
