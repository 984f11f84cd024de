"""Opening hours are read as people write them, and hold when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days, opening
from bot.core.opening import OpeningHoursError, Span

BERLIN = ZoneInfo("Europe/Berlin")
SANTIAGO = ZoneInfo("America/Santiago")
USUAL = opening.parse("Mon-Fri 09:00-18:00; Sat 10:00-14:00")
MONDAY = date(2026, 6, 1)

repeatable = settings(derandomize=True, database=None, deadline=None, max_examples=100)


def at(day: date, clock: str, zone: ZoneInfo = BERLIN) -> datetime:
    """The instant of a local time."""
    return days.instant_of(day, time.fromisoformat(clock), zone)


def span(opens: str, closes: str) -> Span:
    """A span from two clock times."""
    minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (opens, closes)]
    return Span(opens_minute=minutes[0], closes_minute=minutes[1])


def test_a_usual_week_is_read() -> None:
    """Ranges of days, a single day, and days that are absent."""
    weekday, saturday = (span("09:00", "18:00"),), (span("10:00", "14:00"),)
    assert USUAL.spans == (weekday,) * 5 + (saturday, ())


@pytest.mark.parametrize(
    "text",
    [
        "Monday-Friday 09:00-18:00; Saturday 10:00-14:00",
        "mo-fr 9:00-18:00;sa 10:00-14:00;",
        "Mon \u2013 Fri 09:00 \u2013 18:00 ; Sat 10:00\u201414:00",
        "Mon, Tue, Wed-Thurs 09:00-18:00; FRI 09:00-18:00; Sat 10:00-12:00, 12:00-14:00",
    ],
)
def test_other_spellings_mean_the_same(text: str) -> None:
    """Full or short names, dashes, spaces, lists: the clinic is open at the same instants."""
    hours = opening.parse(text)
    for half_hour in range(7 * 48):
        instant = at(MONDAY, "00:00") + half_hour * timedelta(minutes=30)
        assert opening.is_open(hours, instant, BERLIN) == opening.is_open(USUAL, instant, BERLIN)


def test_a_day_may_have_a_break() -> None:
    """Several spans of one day, in one part or in two, come out in order."""
    spans = (span("09:00", "12:00"), span("14:00", "18:00"))
    assert opening.parse("Mon 09:00-12:00,14:00-18:00").spans[0] == spans
    assert opening.parse("Mon 14:00-18:00; Mon 09:00-12:00").spans[0] == spans


def test_a_range_of_days_may_pass_the_end_of_the_week() -> None:
    """Sat-Mon is Saturday, Sunday and Monday."""
    hours = opening.parse("Sat-Mon 09:00-12:00")
    assert [bool(spans) for spans in hours.spans] == [True] + [False] * 4 + [True] * 2


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Mon-Fri", "'Mon-Fri'"),
        ("09:00-18:00", "'09:00-18:00'"),
        ("Mo-Fri 09:00-18:00; Caturday 10:00-14:00", "'Caturday' in 'Caturday 10:00-14:00'"),
        ("M 09:00-18:00", "'M' in"),
        ("Mon-Wed-Fri 09:00-18:00", "'Mon-Wed-Fri' in"),
        ("Mon 9-18", "'9-18' in"),
        ("Mon 09:00", "'09:00' in"),
        ("Mon 18:00-09:00", "'18:00-09:00' in"),
        ("Mon 09:00-09:00", "'09:00-09:00' in"),
        ("Mon 09:00-24:01", "'09:00-24:01' in"),
        ("Mon 09:60-12:00", "'09:60-12:00' in"),
        ("Mon 09:00-12:00,", "'Mon 09:00-12:00,'"),
        ("Mon,,Tue 09:00-12:00", "'Mon,,Tue 09:00-12:00'"),
        ("Sun closed", "'Sun closed'"),
        ("Mon-Fri 09:00-18:00; Fri 17:00-20:00", "'Fri 17:00-20:00' overlaps"),
        ("", "empty"),
        (" ; ", "empty"),
        ("Mon 09:00-18:00;" * 50, "too long"),
    ],
)
def test_a_wrong_text_is_named_in_one_sentence(text: str, wrong: str) -> None:
    """The sentence holds the wrong part and an example to copy."""
    with pytest.raises(OpeningHoursError) as caught:
        opening.parse(text)
    sentence = str(caught.value)
    assert wrong in sentence
    assert opening.EXAMPLE in sentence
    assert (sentence.endswith("."), sentence.count(". "), "\n" in sentence) == (True, 0, False)


@repeatable
@given(st.text(alphabet="MonFriSat 0129:-,;\n\u2013\u0663\U0001f600", max_size=40))
def test_no_text_does_worse_than_an_error(text: str) -> None:
    """Whatever stands in the setting, it is read or refused with an example."""
    try:
        readable = any(opening.parse(text).spans)
    except OpeningHoursError as error:
        readable = opening.EXAMPLE in str(error)
    assert readable


def test_the_door_opens_at_nine_and_is_shut_at_six() -> None:
    """The opening instant is open, the closing one is not."""
    clocks = ("08:59", "09:00", "17:59", "18:00")
    found = [opening.is_open(USUAL, at(MONDAY, clock), BERLIN) for clock in clocks]
    assert found == [False, True, True, False]


def test_next_opening_is_now_when_open() -> None:
    """An instant within the hours is its own next opening, in UTC."""
    noon = at(MONDAY, "12:00")
    found = opening.next_opening(USUAL, noon.astimezone(BERLIN), BERLIN)
    assert found == noon
    assert found is not None
    assert found.tzinfo is UTC


def test_next_opening_skips_nights_and_closed_days() -> None:
    """From Saturday afternoon to Monday, and on to Tuesday when Monday is a holiday."""
    saturday = at(date(2026, 6, 6), "15:00")
    monday = date(2026, 6, 8)
    tuesday = monday + timedelta(days=1)
    assert opening.next_opening(USUAL, saturday, BERLIN) == at(monday, "09:00")
    closed = frozenset({monday})
    assert opening.next_opening(USUAL, saturday, BERLIN, closed) == at(tuesday, "09:00")
    assert not opening.is_open(USUAL, at(monday, "10:00"), BERLIN, closed)


def test_a_clinic_closed_for_good_has_no_next_opening() -> None:
    """The search ends after 60 days."""
    closed = frozenset(MONDAY + timedelta(days=step) for step in range(61))
    assert opening.next_opening(USUAL, at(MONDAY, "10:00"), BERLIN, closed) is None
    assert opening.next_opening(USUAL, at(MONDAY, "10:00"), BERLIN, closed - {max(closed)})


def test_closing_is_the_end_of_the_present_span() -> None:
    """At the break, at the evening, and nothing while closed."""
    hours = opening.parse("Mon 09:00-12:00,14:00-18:00")
    clocks = ("08:00", "09:00", "11:59", "12:00", "14:00", "18:00")
    found = [opening.closes_at(hours, at(MONDAY, clock), BERLIN) for clock in clocks]
    noon, evening = at(MONDAY, "12:00"), at(MONDAY, "18:00")
    assert found == [None, noon, noon, None, evening, None]


def test_closing_is_known_before_a_long_holiday() -> None:
    """The last open day closes in the evening although no other day follows within the search."""
    closed = frozenset(MONDAY + timedelta(days=step) for step in range(1, 70))
    assert opening.closes_at(USUAL, at(MONDAY, "10:00"), BERLIN, closed) == at(MONDAY, "18:00")


def test_hours_run_through_midnight() -> None:
    """24:00 and the next day's 00:00 are one stretch: open at midnight, closing in the morning."""
    hours = opening.parse("Fri 20:00-24:00; Sat 00:00-02:00")
    friday, saturday = date(2026, 6, 5), date(2026, 6, 6)
    assert opening.is_open(hours, at(saturday, "00:00"), BERLIN)
    assert opening.closes_at(hours, at(friday, "21:00"), BERLIN) == at(saturday, "02:00")


def test_a_clinic_open_day_and_night_never_closes() -> None:
    """Open at each half hour around both clock changes, in Berlin and where midnight is skipped."""
    hours = opening.parse("Mon-Sun 00:00-24:00")
    changes = [(BERLIN, date(2026, 3, 29)), (BERLIN, date(2026, 10, 25))]
    changes += [(SANTIAGO, date(2026, 4, 5)), (SANTIAGO, date(2026, 9, 6))]
    for zone, day in changes:
        for half_hour in range(-48, 96):
            instant = at(day, "00:00", zone) + half_hour * timedelta(minutes=30)
            assert opening.is_open(hours, instant, zone)
            assert opening.closes_at(hours, instant, zone) is None


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_weekend_with_a_clock_change_ends_on_local_time(sunday: date) -> None:
    """From Saturday evening the next opening is Monday 09:00 on the clinic's clock."""
    saturday, monday = sunday - timedelta(days=1), sunday + timedelta(days=1)
    found = opening.next_opening(USUAL, at(saturday, "19:00"), BERLIN)
    assert found == at(monday, "09:00")
    assert found is not None
    assert found.astimezone(BERLIN).time() == time(9)


@pytest.mark.parametrize(
    ("text", "day", "opens", "closes"),
    [
        ("Sun 02:15-04:00", date(2026, 3, 29), "2026-03-29T01:00", "2026-03-29T02:00"),
        ("Sun 01:00-02:30", date(2026, 3, 29), "2026-03-29T00:00", "2026-03-29T01:00"),
        ("Sun 02:15-04:00", date(2026, 10, 25), "2026-10-25T00:15", "2026-10-25T03:00"),
        ("Sun 01:00-02:30", date(2026, 10, 25), "2026-10-24T23:00", "2026-10-25T00:30"),
    ],
)
def test_hours_inside_a_clock_change(text: str, day: date, opens: str, closes: str) -> None:
    """A skipped time is the end of the gap, a repeated one its first pass."""
    hours = opening.parse(text)
    found = opening.next_opening(hours, at(day, "00:00"), BERLIN)
    assert found == datetime.fromisoformat(opens).replace(tzinfo=UTC)
    end = datetime.fromisoformat(closes).replace(tzinfo=UTC)
    assert opening.closes_at(hours, found, BERLIN) == end


def test_hours_that_a_gap_swallows_do_not_exist_that_day() -> None:
    """02:00-03:00 on the Sunday in March: the next opening is a week later."""
    hours = opening.parse("Sun 02:00-03:00")
    found = opening.next_opening(hours, at(date(2026, 3, 29), "00:00"), BERLIN)
    assert found == at(date(2026, 4, 5), "02:00")


@repeatable
@given(st.integers(0, 365 * 24 * 4), st.sampled_from([BERLIN, SANTIAGO]))
def test_the_three_answers_agree(quarter: int, zone: ZoneInfo) -> None:
    """Open means opening now and closing later, and the clinic is shut when it closes."""
    hours = opening.parse("Mon-Fri 09:00-12:00,14:00-18:00; Sat 22:00-24:00; Sun 00:00-03:30")
    instant = datetime(2026, 1, 1, tzinfo=UTC) + quarter * timedelta(minutes=15)
    opens = opening.next_opening(hours, instant, zone)
    closes = opening.closes_at(hours, instant, zone)
    assert opens is not None
    assert opening.is_open(hours, opens, zone)
    assert opening.is_open(hours, instant, zone) == (opens == instant) == (closes is not None)
    if closes is not None:
        assert closes > instant
        assert not opening.is_open(hours, closes, zone)


def test_spans_are_in_order() -> None:
    """Spans of a day never overlap, whatever order they were written in."""
    hours = opening.parse("Mon 16:00-18:00,09:00-10:00,12:00-13:00")
    for earlier, later in pairwise(hours.spans[0]):
        assert earlier.closes_minute <= later.opens_minute
