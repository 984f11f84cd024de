"""The plan: two clocks, quiet hours, validity and what is late, for any session anywhere."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days, plan, sun_advice
from bot.core.client import ClientFile, Status
from bot.core.outbox import RowState
from bot.core.pack import IfLate, Pack, StepKind
from bot.core.plan import Move
from tests.core.course import (
    FRIDAY_17,
    HOUR,
    PACK,
    Played,
    Sent,
    client,
    enrolled,
    in_berlin,
    linked,
    moment,
    only,
    play,
    row_of,
    session,
    step,
    with_row,
)

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=80)
SILENT_AND_EXEMPT = (StepKind.CARD, StepKind.CARD_EDIT)
SPEAKS_OF_SUNSCREEN = ("sunscreen", "sun cream", "spf")

zones = st.sampled_from(
    [
        "Europe/Berlin",
        "Europe/Oslo",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "America/Santiago",
        "Africa/Casablanca",
    ]
)
areas = st.sampled_from([("face",), ("scalp",), ("body",), ("face", "scalp", "body")])
first = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 2 * 365 * 24 * 4).map(
    lambda quarter: first + timedelta(minutes=15) * quarter
)
quiet_hours = st.sampled_from(
    [
        (time(21), time(8)),
        (time(20), time(8)),
        (time(22), time(10)),
        (time(0), time(6)),
        (time(9), time(9)),
    ]
)


@dataclass(frozen=True)
class Case:
    """Anybody's course: any session, zone, area and wishes; linked late, or the process down."""

    ended_at: datetime
    zone: str
    areas: tuple[str, ...]
    quiet: tuple[time, time]
    link_after_hours: float
    fewer: bool
    sun_reminders: bool
    down_from_hour: int
    down_hours: int

    @property
    def file(self) -> ClientFile:
        """Return the file as the client agreed."""
        return linked(
            hours=self.link_after_hours,
            ended_at=self.ended_at,
            zone=self.zone,
            areas=self.areas,
            quiet_from=self.quiet[0],
            quiet_until=self.quiet[1],
            fewer=self.fewer,
            sun_reminders=self.sun_reminders,
        )

    @property
    def down(self) -> list[tuple[datetime, datetime]]:
        """Return the time in which the process did not run."""
        start = self.ended_at + HOUR * self.down_from_hour
        return [(start, start + HOUR * self.down_hours)]

    def play(self) -> Played:
        """Play the course."""
        return play(self.file, down=self.down)


cases = st.builds(
    Case,
    ended_at=instants,
    zone=zones,
    areas=areas,
    quiet=quiet_hours,
    link_after_hours=st.sampled_from([0.0, 0.0, 0.5, 5.0, 14.0, 70.0, 400.0]),
    fewer=st.booleans(),
    sun_reminders=st.booleans(),
    down_from_hour=st.integers(0, 24 * 30),
    down_hours=st.sampled_from([0, 0, 3, 26, 72, 600]),
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


# ------------------------------------------------------------------- late


def late(if_late: IfLate) -> Played:
    """Play a course in which day 2 can only go out a day late."""
    pack = only(step("day-2", if_late=if_late), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T08:59"))]
    return play(linked(pack), pack=pack, down=down)


def test_a_late_step_that_is_still_of_use_is_sent() -> None:
    """if_late = send."""
    assert late(IfLate.SEND).of("day-2").at == in_berlin("2026-03-30T08:59")


def test_a_late_step_that_is_of_no_use_is_dropped_with_the_reason() -> None:
    """if_late = drop."""
    played = late(IfLate.DROP)
    assert played.state("day-2") == (RowState.SKIPPED, "too late to be of use")


def test_a_late_step_can_be_told_in_the_next_message() -> None:
    """if_late = merge: its words become a part of what goes out then."""
    pack = only(step("day-2", if_late=IfLate.MERGE), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T09:00"))]
    played = play(linked(pack), pack=pack, down=down)
    assert played.of("day-3").row.merged == (plan.step_key(session(), "day-2"),)
    assert played.of("day-3").row.parts == ("day-2",)
    assert played.state("day-2") == (RowState.SENT, "in day-3")


def test_a_late_step_to_be_merged_with_nothing_is_skipped_with_the_reason() -> None:
    """Merging needs a message; without one nothing is sent."""
    assert late(IfLate.MERGE).state("day-2") == (
        RowState.SKIPPED,
        "too late for a message of its own",
    )


def test_a_late_step_can_be_a_matter_for_staff() -> None:
    """if_late = tell_staff: skipped, and staff hear of it."""
    played = late(IfLate.TELL_STAFF)
    told = [each for each in played.sent if each.row.to is not None]
    assert played.state("day-2") == (RowState.SKIPPED, "too late; staff were told")
    assert [each.row.values["step"] for each in told] == ["day-2"]


def test_a_step_is_not_late_at_the_last_instant_of_its_validity() -> None:
    """valid_for_hours counts to the end, and not a second more."""
    file = linked()
    row = row_of(file, "day-5")
    assert row.valid_until is not None
    file = replace(file, client=replace(file.client, quiet_from=time(2), quiet_until=time(2)))
    in_time = plan.decide(row, moment(file, row.valid_until))
    too_late = plan.decide(row, moment(file, row.valid_until + timedelta(seconds=1)))
    assert (in_time.move, too_late.move) == (Move.SEND, Move.SKIP)


def test_of_two_messages_that_wait_only_the_newer_goes_out() -> None:
    """After days of silence a client is not sent a pile."""
    pack = only(step("day-2", valid_for_hours=60), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T10:00"))]
    played = play(linked(pack), pack=pack, down=down)
    assert [each.step for each in played.pushes] == ["day-3"]
    assert played.state("day-2") == (RowState.SKIPPED, "a newer message took its place")


# ------------------------------------------------------------------- linked later


def test_who_links_late_gets_todays_card_only() -> None:
    """Three days on: the card of day 3, and what was before is skipped as 'linked later'."""
    file = linked(hours=70)
    played = play(file, FRIDAY_17 + 70 * HOUR)
    assert [(each.step, each.row.leaflet) for each in played.sent] == [("card", "day-3")]
    for name in ("evening-0", "day-1", "day-2", "day-3", "sun-1", "sun-gate", "today-3"):
        assert played.state(name) == (RowState.SKIPPED, "linked later")


def test_who_links_late_gets_the_rest_of_the_course_as_planned() -> None:
    """What is still ahead comes at its hour."""
    played = play(linked(hours=70))
    assert [each.step for each in played.pushes] == [
        "day-5",
        "day-7",
        "day-10",
        "day-14",
        "day-28",
        "day-84",
    ]


def test_nothing_goes_out_before_consent() -> None:
    """An enrolled client who never opens the link is sent nothing."""
    played = play(enrolled(), FRIDAY_17 + timedelta(days=9))
    assert [each for each in played.sent if each.row.to is None] == []


# ------------------------------------------------------------------- re-planning


def test_a_correction_dates_unsent_steps_anew_in_place() -> None:
    """The session was a day earlier: the same rows, another date, a higher version."""
    played = play(linked(), in_berlin("2026-03-28T12:00"))
    moved = played.file.with_session(replace(played.file.session, ended_at=FRIDAY_17 - 24 * HOUR))
    file = plan.replan(moved, PACK, in_berlin("2026-03-28T12:00"))
    assert file.outbox.rows.keys() == played.file.outbox.rows.keys()
    assert row_of(file, "day-3").due_at == in_berlin("2026-03-29T09:00")
    assert row_of(file, "day-3").version == 2
    assert file.session.plan_version == 2


def test_a_correction_leaves_alone_what_was_sent() -> None:
    """A step already sent is never planned again."""
    played = play(linked(), in_berlin("2026-03-28T12:00"))
    moved = played.file.with_session(replace(played.file.session, ended_at=FRIDAY_17 + 24 * HOUR))
    file = plan.replan(moved, PACK, in_berlin("2026-03-28T12:00"))
    assert row_of(file, "day-1") == row_of(played.file, "day-1")
    assert row_of(file, "card") == row_of(played.file, "card")


def test_a_correction_skips_what_is_past_by_now() -> None:
    """A step whose time is over by the new date is skipped with that reason."""
    file = linked()
    moved = file.with_session(replace(file.session, ended_at=FRIDAY_17 - 72 * HOUR))
    file = plan.replan(moved, PACK, FRIDAY_17)
    assert row_of(file, "day-1").reason == plan.CORRECTED
    assert row_of(file, "day-5").state is RowState.PLANNED


def test_a_correction_revives_what_was_only_skipped_for_being_past() -> None:
    """Entered as three days ago by mistake: the evening and day 1 come after all."""
    file = linked(hours=72)
    moved = file.with_session(replace(file.session, ended_at=FRIDAY_17 + 71 * HOUR))
    file = plan.replan(moved, PACK, FRIDAY_17 + 72 * HOUR)
    assert row_of(file, "evening-0").state is RowState.PLANNED
    assert row_of(file, "day-1").state is RowState.PLANNED
    assert row_of(file, "day-1").reason is None


def test_another_zone_moves_what_is_unsent() -> None:
    """Nine in the morning is nine where the client is."""
    file = linked().with_client(zone="America/New_York", zone_is_own=True)
    file = plan.replan(file, PACK, FRIDAY_17)
    assert row_of(file, "day-1").due_at == datetime(2026, 3, 28, 13, tzinfo=UTC)


def test_a_step_the_plan_no_longer_has_is_skipped_with_the_reason() -> None:
    """A clinic that takes a step out of plan.toml breaks no running course."""
    played = play(linked(), pack=only(step("day-1")))
    assert played.state("day-5") == (RowState.SKIPPED, "no longer in the plan")


# ------------------------------------------------------------------- stop, pause, unreachable


def test_stop_ends_every_planned_message_with_the_reason() -> None:
    """Nothing is left planned."""
    file = plan.stop(linked(), plan.STOPPED).with_client(status=Status.STOPPED)
    played = play(file)
    assert played.sent == []
    assert played.state("day-84") == (RowState.SKIPPED, plan.STOPPED)


def test_a_pause_skips_what_falls_into_it_and_the_rest_goes_on() -> None:
    """Paused to Tuesday: days 1 to 3 are skipped, day 5 comes; the silent card keeps turning."""
    played = play(linked(paused_until=in_berlin("2026-03-31T08:00")))
    assert [each.step for each in played.pushes][:1] == ["day-5"]
    assert played.state("day-2") == (RowState.SKIPPED, "the client paused the messages")
    assert played.state("today-2")[0] is RowState.SENT


def test_a_client_who_cannot_be_reached_is_not_written_to() -> None:
    """Skipped with the reason until the client is back."""
    played = play(linked(unreachable_since=FRIDAY_17), FRIDAY_17 + 72 * HOUR)
    assert played.sent == []
    assert played.state("day-2") == (RowState.SKIPPED, "the client could not be reached")


# ------------------------------------------------------------------- for any session anywhere


@thorough
@given(cases)
def test_no_step_comes_before_both_of_its_clocks(case: Case) -> None:
    """Neither the calendar nor the hours since the session are ever cut short."""
    zone = ZoneInfo(case.zone)
    for sent in case.play().steps:
        found = PACK.step(sent.step)
        assert found is not None
        if found.kind is StepKind.CARD:
            continue
        elapsed = sent.at - case.ended_at
        assert elapsed >= timedelta(hours=found.not_before_hours)
        assert elapsed >= timedelta(hours=found.after_hours or 0)
        if found.at is not None:
            day = days.day_of(case.ended_at, zone) + timedelta(days=found.day)
            assert sent.at >= days.instant_of(day, found.at, zone)


@thorough
@given(cases)
def test_nothing_with_words_of_its_own_comes_in_quiet_hours(case: Case) -> None:
    """The card, which the client just asked for, and its silent edits excepted."""
    woken = [
        each.step
        for each in case.play().steps
        if kind_of(each) not in SILENT_AND_EXEMPT
        and days.in_quiet_hours(each.at, ZoneInfo(case.zone), *case.quiet)
    ]
    assert woken == []


@thorough
@given(cases)
def test_nothing_stale_is_sent(case: Case) -> None:
    """After its validity only a step goes out that says `if_late = send`."""
    stale = [
        each.step
        for each in case.play().steps
        if each.row.if_late is not IfLate.SEND
        and each.row.valid_until is not None
        and each.at > each.row.valid_until
    ]
    assert stale == []


@thorough
@given(cases)
def test_a_course_has_at_most_ten_sounds(case: Case) -> None:
    """As the consent says; four with 'fewer'."""
    assert len(case.play().pushes) <= (4 if case.fewer else 10)


@thorough
@given(cases)
def test_each_step_ends_sent_once_or_skipped_with_a_reason(case: Case) -> None:
    """Nothing stays open, nothing is said twice."""
    played = case.play()
    ends = [row for row in played.file.outbox.rows.values() if row.step is not None]
    told = [key for each in played.sent for key in (each.row.key, *each.row.merged)]
    assert {row.state for row in ends} <= {RowState.SENT, RowState.SKIPPED}
    assert [row.key for row in ends if row.state is RowState.SKIPPED and not row.reason] == []
    assert len(told) == len(set(told))


@thorough
@given(cases)
def test_sunscreen_is_never_suggested_before_its_gate(case: Case) -> None:
    """Before, a text may only say from when on sunscreen may start."""
    played = case.play()
    opens = sun_advice.gate_opens_at(played.file, PACK)
    early = [
        line
        for sent in played.steps
        if sent.at < opens
        for line in sent.text.replace(". ", ".\n").splitlines()
        if any(word in line.lower() for word in SPEAKS_OF_SUNSCREEN)
    ]
    assert opens - case.ended_at >= 24 * HOUR
    assert [line for line in early if "may start" not in line and "not yet" not in line] == []


@thorough
@given(cases, st.integers(-60 * 24, 60 * 24))
def test_a_corrected_time_keeps_every_promise_of_the_plan(case: Case, hours: int) -> None:
    """Re-planned halfway: one row a step still, each ending sent or skipped, ten sounds at most."""
    now = case.ended_at + timedelta(hours=case.link_after_hours, days=4)
    played = play(case.file, now)
    ended_at = case.ended_at + HOUR * hours
    moved = played.file.with_session(replace(played.file.session, ended_at=ended_at))
    rest = play(plan.replan(moved, PACK, now))
    told = [key for each in (*played.sent, *rest.sent) for key in (each.row.key, *each.row.merged)]
    states = {row.state for row in rest.file.outbox.rows.values() if row.step is not None}
    assert len(told) == len(set(told))
    assert len(played.pushes) + len(rest.pushes) <= 10
    assert states <= {RowState.SENT, RowState.SKIPPED}


@pytest.mark.parametrize("name", ["day-14", "day-28", "day-84"])
def test_a_late_check_for_late_signs_is_a_matter_for_staff(name: str) -> None:
    """These are worth sending two days late, and worth a phone call after that."""
    row = row_of(linked(), name)
    assert (row.if_late, (row.valid_until or row.due_at) - row.due_at) == (
        IfLate.TELL_STAFF,
        timedelta(hours=60),
    )


def test_a_row_put_off_to_the_end_of_quiet_hours_is_no_longer_due() -> None:
    """Waiting is written into the row, so that the clock is not watched in the meantime."""
    file = linked(quiet_until=time(10))
    file = with_row(file, "card", state=RowState.SENT)
    played = play(file, in_berlin("2026-03-28T09:30"))
    assert row_of(played.file, "day-1").due_at == in_berlin("2026-03-28T10:00")
