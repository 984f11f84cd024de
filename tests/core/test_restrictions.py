"""When a restriction opens and how it stands: elapsed hours, mornings, areas, clock changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days, restrictions
from bot.core.client import Client, ClientFile, Session
from bot.core.outbox import FileId, UserId
from bot.core.pack import Restriction, RuleKind
from bot.core.restrictions import RestrictionState

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN = datetime(2026, 10, 24, 15, 0, tzinfo=UTC)  # Saturday 17:00, clocks go back that night
SPRING = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)  # Friday 17:00, clocks go forward on Sunday
JUNE = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)  # Monday 17:00


def rule(kind: RuleKind = RuleKind.FROM, **facts: object) -> Restriction:
    """Return a restriction named "thing"; 48 h for the face unless said otherwise."""
    return Restriction(**{"name": "thing", "kind": kind, "hours": {"face": 48}, **facts})


def session(ended_at: datetime, *areas: str) -> Session:
    """Return a session; of the face unless said otherwise."""
    return Session(
        id="s",
        ended_at=ended_at,
        areas=areas or ("face",),
        kind="needling_only",
        entered_by=UserId(1),
    )


def file(*sessions: Session) -> ClientFile:
    """Return Ann's file with these sessions."""
    client = Client(reference="ann", treatment="t", language="en", zone="Europe/Berlin")
    return ClientFile(id=FileId("ann"), client=client, sessions=sessions)


def local(instant: datetime | None) -> str:
    """Return an instant as Ann's clock shows it."""
    assert instant is not None
    return f"{instant.astimezone(BERLIN):%a %d %b %H:%M}"


def opens(ended_at: datetime, hours: int) -> str:
    """Return when a rule of so many hours opens, on Ann's clock."""
    restriction = rule(hours={"face": hours})
    return local(restrictions.opens_at(restriction, session(ended_at), BERLIN))


def test_up_to_72_hours_are_elapsed_hours() -> None:
    """The 72nd hour still counts from the minute the session ended."""
    assert [opens(JUNE, 24), opens(JUNE, 72)] == ["Tue 02 Jun 17:00", "Thu 04 Jun 17:00"]


def test_longer_times_open_at_eight_on_the_first_day_when_they_have_passed() -> None:
    """Four full days after 17:00 have not passed at 08:00 of the fourth day, but the next."""
    assert opens(JUNE, 96) == "Sat 06 Jun 08:00"


def test_a_time_that_has_just_passed_at_eight_opens_at_eight() -> None:
    """A session that ended at 08:00 opens to the minute, one minute later costs a day."""
    at_eight = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
    just_after = at_eight + timedelta(minutes=1)
    assert [opens(at_eight, 96), opens(just_after, 96)] == ["Fri 05 Jun 08:00", "Sat 06 Jun 08:00"]


def test_hours_elapse_through_the_night_when_clocks_go_forward() -> None:
    """48 h after Friday 17:00 the clock shows 18:00, as an hour was skipped."""
    assert opens(SPRING, 48) == "Sun 29 Mar 18:00"


def test_hours_elapse_through_the_night_when_clocks_go_back() -> None:
    """24 h after Saturday 17:00 the clock shows 16:00, as an hour came twice."""
    assert opens(AUTUMN, 24) == "Sun 25 Oct 16:00"


def test_longer_times_open_at_eight_on_the_clock_after_both_clock_changes() -> None:
    """Eight in the morning is eight on the client's clock, in spring and in autumn."""
    assert [opens(SPRING, 168), opens(AUTUMN, 168)] == ["Sat 04 Apr 08:00", "Sun 01 Nov 08:00"]


def test_the_full_time_is_elapsed_time_also_over_a_clock_change() -> None:
    """In spring 96 h end an hour later on the clock: at 08:30, so the day after opens."""
    half_past_seven = datetime(2026, 3, 27, 6, 30, tzinfo=UTC)
    assert opens(half_past_seven, 96) == "Wed 01 Apr 08:00"


def test_the_strictest_of_several_areas_holds() -> None:
    """Ann's face opens after 48 h, her body after 72 h: both after 72 h."""
    restriction = rule(hours={"face": 48, "body": 72})
    found = restrictions.opens_at(restriction, session(JUNE, "face", "body"), BERLIN)
    assert found == JUNE + timedelta(hours=72)


def test_areas_may_be_asked_for_by_themselves() -> None:
    """The areas given stand in for the session's own."""
    restriction = rule(hours={"face": 48, "body": 72})
    both = session(JUNE, "face", "body")
    found = restrictions.opens_at(restriction, both, BERLIN, ("face",))
    assert found == JUNE + timedelta(hours=48)


def test_the_strictest_of_several_sessions_holds() -> None:
    """An older session of a slower area can outlast the newer one."""
    restriction = rule(hours={"face": 24, "body": 72})
    older, newer = session(JUNE, "body"), session(JUNE + timedelta(hours=10), "face")
    found = restrictions.state(restriction, file(older, newer), JUNE + timedelta(hours=11))
    assert found == RestrictionState(kind="not_yet", at=JUNE + timedelta(hours=72))


def test_a_thing_opens_on_the_minute() -> None:
    """One second before it is not yet allowed, at the instant it is."""
    at = JUNE + timedelta(hours=48)
    found = [
        restrictions.state(rule(), file(session(JUNE)), now).kind
        for now in (at - timedelta(seconds=1), at)
    ]
    assert found == ["not_yet", "open"]


def test_the_condition_stays_with_the_state() -> None:
    """Allowed, but only if the skin is calm."""
    restriction = rule(condition="calm_skin")
    found = restrictions.state(restriction, file(session(JUNE)), JUNE + timedelta(days=9))
    assert (found.kind, found.condition) == ("open", "calm_skin")


@pytest.mark.parametrize(
    ("kind", "expected"), [(RuleKind.NEVER, "never"), (RuleKind.ALWAYS, "always")]
)
def test_never_and_always_know_no_time(kind: RuleKind, expected: str) -> None:
    """Picking is never fine and a loose hat always is, whatever the hour."""
    found = restrictions.state(rule(kind, hours={"face": 0}), file(session(JUNE)), JUNE)
    assert found == RestrictionState(kind=expected, at=None)  # type: ignore[arg-type]


def test_what_is_asked_for_until_a_time_ends_then() -> None:
    """Staying in the shade is asked for until its time, then it is over."""
    restriction = rule(RuleKind.UNTIL, hours={"face": 72})
    at = JUNE + timedelta(hours=72)
    found = [
        restrictions.state(restriction, file(session(JUNE)), now).kind
        for now in (at - timedelta(seconds=1), at)
    ]
    assert found == ["until", "over"]


def test_where_the_clinic_decides_the_answer_is_to_ask() -> None:
    """Even when the time has passed; the time itself is still told."""
    restriction = rule(ask_clinic=True)
    found = restrictions.state(restriction, file(session(JUNE)), JUNE + timedelta(days=90))
    assert found == RestrictionState(kind="ask", at=JUNE + timedelta(hours=48))


def test_a_rule_that_does_not_speak_of_the_area_means_ask() -> None:
    """Doubt goes upwards: nothing is allowed because nobody thought of it."""
    restriction = rule(hours={"scalp": 24})
    found = restrictions.state(restriction, file(session(JUNE)), JUNE + timedelta(days=90))
    assert found == RestrictionState(kind="ask", at=None)


def test_a_rule_concerns_the_areas_it_has_hours_for() -> None:
    """Without hours it speaks of all areas."""
    found = [
        restrictions.concerns(rule(hours=hours), ("face",))
        for hours in ({"face": 1, "body": 2}, {"scalp": 24}, {})
    ]
    assert found == [True, False, True]


thorough = settings(derandomize=True, database=None, deadline=None)
START = datetime(2025, 1, 1, tzinfo=UTC)
MINUTES = 3 * 365 * 24 * 60
instants = st.integers(0, MINUTES).map(lambda minutes: START + timedelta(minutes=minutes))
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
)


@thorough
@given(instants, st.integers(0, 2000), zones)
def test_nothing_opens_before_its_full_time_nor_a_day_late(
    ended_at: datetime, hours: int, name: str
) -> None:
    """Anywhere, on any day: not before the hours have passed, and by 08:00 of the day after."""
    zone = ZoneInfo(name)
    found = restrictions.opens_at(rule(hours={"face": hours}), session(ended_at), zone)
    full = ended_at + timedelta(hours=hours)
    assert found is not None
    assert full <= found <= full + timedelta(hours=25)


@thorough
@given(instants, st.integers(73, 2000), zones)
def test_a_longer_time_opens_at_eight_on_the_clock(
    ended_at: datetime, hours: int, name: str
) -> None:
    """Eight o'clock stands on the client's clock, whatever clocks did meanwhile."""
    zone = ZoneInfo(name)
    found = restrictions.opens_at(rule(hours={"face": hours}), session(ended_at), zone)
    assert found is not None
    assert days.local(found, zone).time() == time(8)


@thorough
@given(instants, st.lists(st.integers(0, 2000), min_size=1, max_size=3), zones)
def test_more_areas_never_open_earlier(ended_at: datetime, hours: list[int], name: str) -> None:
    """All areas together open with the last of them."""
    areas = [f"area{number}" for number in range(len(hours))]
    restriction = rule(hours=dict(zip(areas, hours, strict=True)))
    zone, course = ZoneInfo(name), session(ended_at, *areas)
    each = [restrictions.opens_at(restriction, course, zone, (area,)) for area in areas]
    together = restrictions.opens_at(restriction, course, zone)
    assert together == max(instant for instant in each if instant is not None)


@thorough
@given(instants, st.integers(0, 500), st.integers(0, 3000), st.integers(0, 3000))
def test_what_is_open_stays_open(ended_at: datetime, hours: int, one: int, other: int) -> None:
    """Time only ever goes from not yet to open."""
    earlier, later = sorted((one, other))
    restriction, ann = rule(hours={"face": hours}), file(session(ended_at))
    kinds = [
        restrictions.state(restriction, ann, ended_at + timedelta(hours=passed)).kind
        for passed in (earlier, later)
    ]
    assert kinds in (["not_yet", "not_yet"], ["not_yet", "open"], ["open", "open"])
