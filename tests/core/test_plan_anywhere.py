"""The plan's promises, for any session, zone, area and wish, linked late or the process down."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days, plan, sun_advice
from bot.core.client import ClientFile
from bot.core.outbox import RowState
from bot.core.pack import IfLate, Pack, StepKind
from tests.core.course import (
    HOUR,
    PACK,
    Played,
    Sent,
    linked,
    play,
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


def kind_of(sent: Sent, pack: Pack = PACK) -> StepKind:
    """Return what kind of step a message was."""
    found = pack.step(sent.row.step or "")
    assert found is not None
    return found.kind


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
