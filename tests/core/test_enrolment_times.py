"""When the session ended: tapped or typed, never in the future, never an hour clocks skipped."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.core.enrolling import (
    BERLIN,
    FORWARD,
    NEW_YORK,
    NOW,
    TO_HOUR,
    TO_WHEN,
    arguments,
    begin,
    buttons_of,
    draft_of,
    facts_at,
    read,
    tap,
)


def test_just_now_shows_the_time_and_takes_the_full_minute() -> None:
    """The time stands on the button and once more on the screen that asks for confirmation."""
    when = tap(begin(), *TO_WHEN)
    now_button = buttons_of(when.screen)[0]
    assert now_button.values == {"now_time": NOW.isoformat()}
    assert tap(when, "now").screen.values == {
        "session_at": "2026-03-27T16:07:00+00:00",
        "area_names": "areas.face",
        "kind_names": "kinds.needling_only",
    }


def test_earlier_today_offers_hours_and_minutes_up_to_now() -> None:
    """At 17:07 the last hour is 17, and of it only 17:00."""
    hours = tap(begin(), *TO_WHEN, "day:2026-03-27")
    assert arguments(hours, "hour") == [f"{hour:02}" for hour in range(18)]
    minutes = tap(hours, "hour:17")
    assert arguments(minutes, "minute") == ["1700"]
    assert draft_of(tap(minutes, "minute:1700")).ended_at == datetime(2026, 3, 27, 16, tzinfo=UTC)


def test_yesterday_offers_the_whole_day() -> None:
    """Twenty-four hours, four quarters each."""
    hours = tap(begin(), *TO_HOUR)
    assert len(arguments(hours, "hour")) == 24
    minutes = tap(hours, "hour:23")
    assert arguments(minutes, "minute") == ["2300", "2315", "2330", "2345"]
    ended_at = draft_of(tap(minutes, "minute:2345")).ended_at
    assert ended_at == datetime(2026, 3, 26, 22, 45, tzinfo=UTC)


def test_today_button_of_before_midnight_is_not_taken_for_another_day() -> None:
    """The data names the day; after midnight the screen is shown afresh."""
    before = tap(begin(), *TO_WHEN)
    after_midnight = facts_at(NOW + timedelta(hours=8))
    outcome = tap(before, "day:2026-03-26", facts=after_midnight)
    assert draft_of(outcome).screen == "when"


@pytest.mark.parametrize(
    ("text", "ended_at"),
    [
        ("14:05", "2026-03-27T13:05+00:00"),
        ("2.30pm", "2026-03-27T13:30+00:00"),
        ("yesterday 1405", "2026-03-26T13:05+00:00"),
        ("3.1. 08:00", "2026-01-03T07:00+00:00"),
    ],
)
def test_a_time_typed_at_once_leads_to_the_reference(text: str, ended_at: str) -> None:
    """A time alone is today's; back leads to where it was typed."""
    when = tap(begin(), *TO_WHEN)
    outcome = read(when, text)
    assert draft_of(outcome).ended_at == datetime.fromisoformat(ended_at)
    assert tap(outcome, "back:reference").screen == when.screen


def test_a_day_typed_alone_is_asked_for_its_hour() -> None:
    """And the hour may be typed too, also with a dot."""
    hours = read(tap(begin(), *TO_WHEN), "26 March")
    assert hours.screen.values == {"day_on": "2026-03-26"}
    ended_at = draft_of(read(hours, "12.03")).ended_at
    assert ended_at == datetime(2026, 3, 26, 11, 3, tzinfo=UTC)


def test_another_day_typed_at_the_minutes_starts_again_at_the_hours() -> None:
    """The trail does not grow, whatever is typed to and fro."""
    outcome = tap(begin(), *FORWARD["minute"])
    for text in ("25 March", "24 March", "yesterday"):
        outcome = tap(read(outcome, text), "hour:10")
        assert draft_of(outcome).trail == ("kind", "areas", "when", "hour")


def test_on_the_calendar_a_time_alone_is_asked_for_its_day() -> None:
    """There is no day yet."""
    outcome = read(tap(begin(), *FORWARD["day"]), "14:05")
    assert (draft_of(outcome).screen, outcome.note) == ("day", "dates.day_missing")


@pytest.mark.parametrize("screen", ["when", "day", "hour", "minute"])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("31.02.", "dates.no_such_day"),
        ("29.2.2026", "dates.no_leap_day"),
        ("03/04/2026", "dates.day_or_month"),
        ("28 March 2026", "dates.future"),
        ("27 March 17:08", "dates.future"),
        ("27 March 2025", "dates.too_long_ago"),
        ("25:00", "dates.no_such_time"),
        ("<b>*_[x](y)", "dates.not_understood"),
        ("😀", "dates.not_understood"),
        ("", "dates.not_understood"),
        ("x" * 4096, "dates.not_understood"),
    ],
)
def test_a_bad_date_gets_its_sentence_and_the_screen_stays(
    screen: str, text: str, note: str
) -> None:
    """On each screen that takes a date."""
    before = tap(begin(), *FORWARD[screen])
    outcome = read(before, text)
    assert (outcome.note, outcome.draft, outcome.screen) == (note, before.draft, before.screen)


def test_a_number_that_could_be_a_date_or_a_time_is_asked_back() -> None:
    """12.03 at the first question could be either."""
    outcome = read(tap(begin(), *TO_WHEN), "12.03")
    assert (outcome.note, outcome.note_values) == ("dates.date_or_time", {"typed": "12.03"})


CLOCK_CHANGES = [
    (BERLIN, date(2026, 3, 29), "02", date(2026, 10, 25), time(2, 30), timedelta(hours=1)),
    (NEW_YORK, date(2026, 3, 8), "02", date(2026, 11, 1), time(1, 30), timedelta(hours=1)),
]


@pytest.mark.parametrize(("zone", "spring", "skipped", "_autumn", "_at", "_apart"), CLOCK_CHANGES)
def test_an_hour_that_clocks_skipped_cannot_be_tapped_and_is_refused_when_typed(
    zone: ZoneInfo, spring: date, skipped: str, _autumn: date, _at: time, _apart: timedelta
) -> None:
    """Both ways of giving it."""
    facts = facts_at(datetime.combine(spring, time(23), UTC), zone)
    hours = tap(begin(facts), *TO_WHEN, f"day:{spring}", facts=facts)
    assert skipped not in arguments(hours, "hour")
    assert "03" in arguments(hours, "hour")
    outcome = read(hours, f"{skipped}:30", facts)
    assert (outcome.note, outcome.note_values) == ("dates.skipped_time", {"clock": "02:30"})


@pytest.mark.parametrize(("zone", "_spring", "_skipped", "autumn", "at", "apart"), CLOCK_CHANGES)
def test_a_time_that_came_twice_is_asked_back_by_two_buttons(
    zone: ZoneInfo, _spring: date, _skipped: str, autumn: date, at: time, apart: timedelta
) -> None:
    """Tapped or typed; the two answers are an hour apart, and Back leads to the former screen."""
    facts = facts_at(datetime.combine(autumn, time(23), UTC), zone)
    minutes = tap(begin(facts), *TO_WHEN, f"day:{autumn}", f"hour:{at:%H}", facts=facts)
    twice = tap(minutes, f"minute:{at:%H%M}", facts=facts)
    assert draft_of(twice).screen == "twice"
    typed = read(tap(begin(facts), *TO_WHEN, facts=facts), f"{autumn} {at:%H:%M}", facts)
    assert typed.screen == twice.screen
    first = draft_of(tap(twice, "which:first", facts=facts)).ended_at
    second = draft_of(tap(twice, "which:second", facts=facts)).ended_at
    assert first is not None
    assert second is not None
    assert second - first == apart
    assert {instant.astimezone(zone).time() for instant in (first, second)} == {at}
    assert tap(twice, "back:twice", facts=facts).screen == minutes.screen
