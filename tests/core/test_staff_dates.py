"""What staff type as a date or a time is read strictly, and each fault has its own sentence."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import staff_dates
from bot.core.staff_dates import Sentence, Typed, Wanted, Window
from tests.core.shipped_words import WORDS

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

NOW = datetime(2026, 3, 28, 16, 7, 31, tzinfo=UTC)  # Saturday, 17:07 in Berlin
TODAY = date(2026, 3, 28)
WINDOW = Window(zone=BERLIN, now=NOW, days_back=84)

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=120)


def read(text: str, wanted: Wanted = "either", window: Window = WINDOW) -> Typed | Sentence:
    """What is understood on 28 March 2026 in Berlin."""
    return staff_dates.read(text, window, WORDS, wanted=wanted)


def phrase_of(found: object) -> str:
    """The key of the sentence somebody was answered with."""
    assert isinstance(found, Sentence)
    return found.phrase


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-27", date(2026, 3, 27)),
        ("2026.03.27", date(2026, 3, 27)),
        ("27.3.2026", date(2026, 3, 27)),
        ("27.03.26", date(2026, 3, 27)),
        ("27. 3. 2026", date(2026, 3, 27)),
        ("27.3.", date(2026, 3, 27)),
        ("27. 3.", date(2026, 3, 27)),
        ("27/3/2026", date(2026, 3, 27)),
        ("3/27/2026", date(2026, 3, 27)),
        ("27/03", date(2026, 3, 27)),
        ("03/03/2026", date(2026, 3, 3)),
        ("27 March", date(2026, 3, 27)),
        ("27. march", date(2026, 3, 27)),
        ("27th March 2026", date(2026, 3, 27)),
        ("March 27", date(2026, 3, 27)),
        ("MAR 27, 2026", date(2026, 3, 27)),
        ("3 jan", date(2026, 1, 3)),
        ("today", TODAY),
        ("  Yesterday ", date(2026, 3, 27)),
        ("٢٧.٣.", date(2026, 3, 27)),
        ("\u200f27.3.\u200e", date(2026, 3, 27)),
    ],
)
def test_a_typed_day_is_understood(text: str, day: date) -> None:
    """ISO, day first with dots, month names, today and yesterday; the latest possible year."""
    assert read(text) == Typed(day=day)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("905", time(9, 5)),
        ("9:05", time(9, 5)),
        ("14.30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("2 p.m.", time(14, 0)),
        ("12pm", time(12, 0)),
        ("12 am", time(0, 0)),
        ("00:00", time(0, 0)),
    ],
)
def test_a_typed_time_is_understood(text: str, at: time) -> None:
    """Twenty-four hours with a colon or none, or twelve with am and pm."""
    assert read(text) == Typed(at=at)


@pytest.mark.parametrize(
    "text",
    [
        "27 March 14:05",
        "27 march, 2.05pm",
        "14:05 27.3.",
        "27.3. 1405",
        "27.3.2026 14.05",
        "2026-03-27T14:05",
        "2026-03-27 14:05",
        "yesterday 1405",
        "2:05 pm yesterday",
        "yesterday 2:05 p.m.",
    ],
)
def test_a_day_and_a_time_are_understood_together(text: str) -> None:
    """Both in either order."""
    assert read(text) == Typed(day=date(2026, 3, 27), at=time(14, 5))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("03/04/2026", "dates.day_or_month"),
        ("3-4", "dates.day_or_month"),
        ("03/04/2026 14:05", "dates.day_or_month"),
        ("12.03", "dates.date_or_time"),
        ("31.02.", "dates.no_such_day"),
        ("31.02", "dates.no_such_day"),
        ("2026-02-31", "dates.no_such_day"),
        ("0 March", "dates.no_such_day"),
        ("31 February 14:05", "dates.no_such_day"),
        ("29.2.", "dates.no_leap_day"),
        ("29 Feb 2026", "dates.no_leap_day"),
        ("25:00", "dates.no_such_time"),
        ("14:75", "dates.no_such_time"),
        ("13pm", "dates.no_such_time"),
        ("99.99", "dates.no_such_time"),
        ("yesterday 25:00", "dates.no_such_time"),
        ("29 March", "dates.future"),
        ("2027-03-28", "dates.future"),
        ("27.3.2025", "dates.too_long_ago"),
        ("1999-01-01", "dates.too_long_ago"),
        ("31.12.", "dates.too_long_ago"),
        ("27 March 2025", "dates.too_long_ago"),
        ("27 March 1999", "dates.too_long_ago"),
        ("27 March 2015", "dates.year_or_time"),
        ("27.3. 1900", "dates.year_or_time"),
        ("1 June 2025 14:05", "dates.too_long_ago"),
        ("", "dates.not_understood"),
        ("   ", "dates.not_understood"),
        ("soon", "dates.not_understood"),
        ("27 Marvellous", "dates.not_understood"),
        ("27 ma", "dates.not_understood"),
        ("27 ju", "dates.not_understood"),
        ("27.13.", "dates.not_understood"),
        ("😀", "dates.not_understood"),
        ("14:05 14:05", "dates.not_understood"),
        ("27.3. 28.3.", "dates.not_understood"),
        ("1" * 4096, "dates.not_understood"),
        ("14:5", "dates.not_understood"),
    ],
)
def test_each_bad_date_has_its_sentence(text: str, phrase: str) -> None:
    """Nothing is guessed: ambiguous, impossible, future and ancient dates are named as such."""
    assert phrase_of(read(text)) == phrase


def test_the_sentence_on_a_missing_day_names_the_day() -> None:
    """'There is no 31 February.'"""
    values = {"day": "31", "month_names": "dates.months.2"}
    assert read("31.02.") == Sentence(phrase="dates.no_such_day", values=values)


def test_the_sentence_on_too_long_ago_says_how_far_back_is_possible() -> None:
    """84 days before 28 March is 3 January."""
    expected = Sentence(phrase="dates.too_long_ago", values={"earliest_on": "2026-01-03"})
    assert read("2.1.2026") == expected
    assert read("3.1.2026") == Typed(day=date(2026, 1, 3))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("time", Typed(at=time(12, 3))), ("day", Typed(day=date(2026, 3, 12)))],
)
def test_two_numbers_with_a_dot_mean_what_is_asked_for(wanted: Wanted, expected: Typed) -> None:
    """Where a time is asked for 12.03 is one, on the calendar it is a day."""
    assert read("12.03", wanted) == expected


@pytest.mark.parametrize(("wanted", "text"), [("time", "31.99"), ("day", "14.30")])
def test_two_numbers_that_cannot_be_what_is_asked_for_are_refused(
    wanted: Wanted, text: str
) -> None:
    """Neither a minute 99 nor a month 30 exists."""
    assert isinstance(read(text, wanted), Sentence)


def test_a_day_without_a_year_may_lie_before_new_year() -> None:
    """On 10 January the 31.12. was ten days ago, and 11.1. is tomorrow."""
    window = Window(zone=BERLIN, now=datetime(2026, 1, 10, 12, tzinfo=UTC), days_back=84)
    assert read("31.12.", window=window) == Typed(day=date(2025, 12, 31))
    assert phrase_of(read("11 January", window=window)) == "dates.future"


def test_a_leap_day_is_found_without_its_year() -> None:
    """On 1 March 2028 the 29.2. was yesterday."""
    window = Window(zone=BERLIN, now=datetime(2028, 3, 1, 12, tzinfo=UTC), days_back=84)
    assert read("29.2.", window=window) == Typed(day=date(2028, 2, 29))


def test_today_is_the_clinics_day() -> None:
    """At 02:00 UTC it is still yesterday in New York."""
    window = Window(zone=NEW_YORK, now=datetime(2026, 3, 28, 2, tzinfo=UTC), days_back=84)
    assert read("today", window=window) == Typed(day=date(2026, 3, 27))


def test_a_time_later_today_is_refused() -> None:
    """17:07 is now; 17:08 is still to come."""
    assert staff_dates.instants(TODAY, time(17, 7), WINDOW) == (NOW.replace(second=0),)
    assert phrase_of(staff_dates.instants(TODAY, time(17, 8), WINDOW)) == "dates.future"


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_at_the_end_of_the_calendar_is_refused(day: date) -> None:
    """No arithmetic runs over the edge."""
    assert isinstance(staff_dates.instants(day, time(12), WINDOW), Sentence)


@thorough
@given(
    text=st.text(max_size=50) | st.text(alphabet="0123456789.:/- TMarchpmtody", max_size=24),
    wanted=st.sampled_from(["day", "time", "either"]),
)
def test_nothing_typed_is_ever_a_traceback(text: str, wanted: Wanted) -> None:
    """Whatever is typed is understood as something possible, or answered with a sentence."""
    found = read(text, wanted)
    if isinstance(found, Typed):
        assert found != Typed()
        assert found.day is None or WINDOW.holds(found.day)


@thorough
@given(day=st.dates(date(2026, 1, 3), TODAY), at=st.times().map(lambda at: at.replace(second=0)))
def test_what_is_written_out_is_read_back(day: date, at: time) -> None:
    """Every possible day and time in ISO, with dots, and with the month's name."""
    expected = Typed(day=day, at=at.replace(microsecond=0))
    month = WORDS.months[day.month - 1]
    for text in (
        f"{day.isoformat()} {at:%H:%M}",
        f"{day.day}.{day.month}. {at:%H.%M}",
        f"{day.isoformat()} {at:%H%M}",
        f"{at:%H:%M} {day.day}.{day.month}.{day.year}",
        f"{day.day} {month}, {at:%I.%M %p}",
    ):
        assert read(text) == expected
