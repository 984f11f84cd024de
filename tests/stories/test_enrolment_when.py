"""Staff say when needling ended: now, earlier today, yesterday, or a day of the calendar."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import BERLIN, Town
from tests.stories.conftest import RaiseTown

NEW_YORK = ZoneInfo("America/New_York")
AUTUMN_MONDAY = datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)


async def _at_when(town: Town) -> None:
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face")


async def _ended_at(town: Town) -> datetime:
    await town.clinic.taps("K-")
    return (await town.file()).session.ended_at.astimezone(BERLIN)


async def test_just_now_is_the_present_minute(raise_town: RaiseTown) -> None:
    """Just now, without seconds, as the button itself says."""
    town = await raise_town(datetime(2026, 3, 27, 17, 4, 31, tzinfo=BERLIN))
    await _at_when(town)
    assert "Just now, 17:04" in town.clinic.buttons
    await town.clinic.taps("Just now")
    assert await _ended_at(town) == datetime(2026, 3, 27, 17, 4, tzinfo=BERLIN)


async def test_earlier_today_asks_for_the_hour_and_the_minute(town: Town) -> None:
    """Two more taps; only hours that have passed can be tapped."""
    await _at_when(town)
    await town.clinic.taps("Earlier today")
    assert "17" in town.clinic.buttons
    assert "18" not in town.clinic.buttons
    await town.clinic.taps("14", "14:30")
    assert await _ended_at(town) == datetime(2026, 3, 27, 14, 30, tzinfo=BERLIN)


async def test_yesterday_is_offered(town: Town) -> None:
    """Yesterday, with the hour and minute."""
    await _at_when(town)
    await town.clinic.taps("Yesterday", "18", "18:15")
    assert await _ended_at(town) == datetime(2026, 3, 26, 18, 15, tzinfo=BERLIN)


async def test_a_day_is_picked_on_a_calendar(town: Town) -> None:
    """The calendar turns back to February; the future and what is too old cannot be tapped."""
    await _at_when(town)
    await town.clinic.taps("Another day")
    days = [label for label in town.clinic.buttons if label.isdigit()]
    assert days == [str(day) for day in range(1, 28)]
    assert "March 2026" in town.clinic.buttons
    await town.clinic.taps("‹")
    assert "February 2026" in town.clinic.buttons
    await town.clinic.taps("27", "09", "09:45")
    assert await _ended_at(town) == datetime(2026, 2, 27, 9, 45, tzinfo=BERLIN)


async def test_the_calendar_goes_no_further_back_than_a_course_lasts(town: Town) -> None:
    """84 days back and no further: 2 January is the first day, December has no page."""
    await _at_when(town)
    await town.clinic.taps("Another day", "‹", "‹")
    assert "January 2026" in town.clinic.buttons
    assert "‹" not in town.clinic.buttons
    days = [label for label in town.clinic.buttons if label.isdigit()]
    assert days == [str(day) for day in range(2, 32)]


async def test_the_time_is_on_the_clinics_clock(raise_town: RaiseTown) -> None:
    """Staff of a clinic in New York mean New York's two o'clock."""
    town = await raise_town(datetime(2026, 3, 27, 17, 0, tzinfo=NEW_YORK), zone=NEW_YORK)
    await _at_when(town)
    assert "Just now, 17:00" in town.clinic.buttons
    await town.clinic.taps("Earlier today", "14", "14:00")
    assert "Fri 27 March, 14:00" in town.clinic.newest.words
    assert await _ended_at(town) == datetime(2026, 3, 27, 14, 0, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("taps", "repeated"),
    [
        (("Just now",), "Fri 27 March, 17:00"),
        (("Earlier today", "09", "09:15"), "Fri 27 March, 09:15"),
        (("Yesterday", "18", "18:15"), "Thu 26 March, 18:15"),
        (("Another day", "3", "10", "10:00"), "Tue 3 March, 10:00"),
    ],
)
async def test_the_weekday_is_repeated_for_confirmation(
    town: Town, taps: tuple[str, ...], repeated: str
) -> None:
    """Weekday, day and time stand on the last screen, beside the question whether it is right."""
    await _at_when(town)
    said = await town.clinic.taps(*taps)
    assert said.startswith(f"{repeated} · Face · Needling only\nRight?")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:05", datetime(2026, 3, 27, 14, 5, tzinfo=BERLIN)),
        ("26 March 9:30", datetime(2026, 3, 26, 9, 30, tzinfo=BERLIN)),
        ("yesterday 18.15", datetime(2026, 3, 26, 18, 15, tzinfo=BERLIN)),
        ("2026-03-25 8:00", datetime(2026, 3, 25, 8, 0, tzinfo=BERLIN)),
    ],
)
async def test_it_may_be_typed_as_well(town: Town, typed: str, meant: datetime) -> None:
    """Who types is understood too, and the weekday is repeated all the same."""
    await _at_when(town)
    said = await town.clinic.says(typed)
    assert said.startswith(f"{meant:%a} {meant.day} March, {meant:%H:%M}")
    assert await _ended_at(town) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("18:00", "That is still to come."),
        ("28 March 9:00", "That is still to come."),
        ("27.03.2025 10:00", "Too long ago. The earliest possible day is"),
        ("31.02.2026 10:00", "There is no 31 February."),
        ("31.02. 10:00", "There is no 31 February."),
        ("25:00", "There is no such time."),
        ("soonish", "I can't read that date or time."),
    ],
)
async def test_impossible_dates_are_told_in_a_sentence(town: Town, typed: str, why: str) -> None:
    """The future, a year ago, 31.02. and nonsense: one sentence, and the question again."""
    await _at_when(town)
    said = await town.clinic.says(typed)
    assert said.startswith(why)
    assert "When did needling end?" in said
    assert await town.store.client_ids() == []


async def test_an_hour_that_clocks_skipped_is_told(raise_town: RaiseTown) -> None:
    """On 29 March 2026 there was no 02:30 in Berlin."""
    town = await raise_town(datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN))
    await _at_when(town)
    said = await town.clinic.says("02:30")
    assert said.startswith("Clocks went forward that day: there was no 02:30.")


async def test_an_hour_that_came_twice_is_asked_back(raise_town: RaiseTown) -> None:
    """On 25 October 2026 02:30 came twice in Berlin; the answer makes the difference of an hour."""
    town = await raise_town(AUTUMN_MONDAY)
    ended = []
    for which in ("The earlier 02:30", "The later 02:30"):
        await _at_when(town)
        said = await town.clinic.says("25 October 02:30")
        assert "so 02:30 came twice" in said
        await town.clinic.taps(which)
        await town.clinic.taps("K-")
        ended.append((await town.file()).session.ended_at)
    assert ended[1] - ended[0] == timedelta(hours=1)
