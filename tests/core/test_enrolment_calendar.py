"""The calendar of an enrolment: which days and months it offers, and where each of them stands."""

from datetime import UTC, date, datetime

from tests.core.enrolling import (
    FORWARD,
    arguments,
    begin,
    facts_at,
    tap,
    verb_and_argument,
)


def test_the_calendar_offers_the_days_of_this_month_until_today() -> None:
    """Later days are blank; no arrow leads to next month."""
    outcome = tap(begin(), *FORWARD["day"])
    expected = [f"2026-03-{day:02}" for day in range(1, 28)]
    assert (arguments(outcome, "day"), arguments(outcome, "month")) == (expected, ["2026-02"])


def test_the_calendar_goes_over_new_year_and_no_further_than_the_course_is_long() -> None:
    """From January to December and back; 84 days before 20 January is 28 October."""
    facts = facts_at(datetime(2026, 1, 20, 12, tzinfo=UTC))
    january = tap(begin(facts), *FORWARD["day"], facts=facts)
    assert arguments(january, "month") == ["2025-12"]
    december = tap(january, "month:2025-12", facts=facts)
    assert arguments(december, "month") == ["2025-11", "2026-01"]
    assert len(arguments(december, "day")) == 31
    october = tap(december, "month:2025-11", "month:2025-10", facts=facts)
    assert arguments(october, "month") == ["2025-11"]
    assert arguments(october, "day") == [f"2025-10-{day}" for day in (28, 29, 30, 31)]
    assert tap(december, "month:2026-01", facts=facts).screen == january.screen


def test_each_day_of_the_calendar_stands_below_its_weekday() -> None:
    """In every month of two years, weeks start on Monday and no row is longer than seven."""
    for month in range(24):
        now = datetime(2027 + month // 12, month % 12 + 1, 28, 12, tzinfo=UTC)
        facts = facts_at(now)
        rows = tap(begin(facts), *FORWARD["day"], facts=facts).screen.keyboard[1:-1]
        assert {len(row) for row in rows} == {7}
        for row in rows[1:]:
            for weekday, button in enumerate(row):
                verb, argument = verb_and_argument(button)
                assert verb == "noop" or date.fromisoformat(argument).weekday() == weekday


def test_blank_buttons_change_nothing() -> None:
    """A day not allowed is a button that does no harm."""
    calendar = tap(begin(), *FORWARD["day"])
    assert tap(calendar, "noop") == calendar


def test_a_back_from_the_hours_shows_the_same_page_of_the_calendar() -> None:
    """The page turned to is kept."""
    february = tap(begin(), *FORWARD["day"], "month:2026-02")
    assert tap(february, "day:2026-02-11", "back:hour").screen == february.screen
