"""Closed days: read strictly, joined, limited, named in order."""

from datetime import UTC, date, datetime

import pytest

from bot.core import closing
from bot.core.clinic_file import ClinicFile
from bot.core.closing import Stretch
from bot.core.outbox import UserId
from bot.core.staff_dates import Sentence
from tests.cast import clinic_facts

NOW = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
FACTS = clinic_facts()
OWNER = UserId(1)
HOLIDAYS = Stretch(first=date(2026, 12, 24), last=date(2026, 12, 27))


def closed(*stretches: Stretch) -> ClinicFile:
    """Return a file with these days closed, one after the other."""
    file = ClinicFile()
    for each in stretches:
        changed = closing.closed(file, each, FACTS, OWNER, NOW)
        assert isinstance(changed, ClinicFile)
        file = changed
    return file


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24..2026-12-27",
        "2026-12-24...2026-12-27",
        "2026-12-24…2026-12-27",
        "2026-12-24 – 2026-12-27",
        "2026-12-24--2026-12-27",
        "2026-12-24 to 2026-12-27",
        "24.12.2026..27.12.2026",
        " 24.12.2026 - 27.12.2026 ",
    ],
)
def test_a_stretch_is_read_as_phones_write_it(text: str) -> None:
    """Dots that became one sign, a long dash, days with dots."""
    assert closing.read(text, FACTS, NOW) == HOLIDAYS


def test_one_day_is_a_stretch_of_one() -> None:
    """The first and the last."""
    day = date(2026, 12, 24)
    assert closing.read("2026-12-24", FACTS, NOW) == Stretch(first=day, last=day)


@pytest.mark.parametrize(
    "text", ["", "2026", "12/24/2026", "2026-13-01", "24.12.26", "0000-01-01", "9" * 99, "a..b"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    """It is asked for again."""
    assert closing.read(text, FACTS, NOW) == closing.NOT_UNDERSTOOD


def test_a_stretch_that_has_begun_counts_from_today() -> None:
    """What is over needs no closing."""
    found = closing.read("2026-03-20..2026-03-28", FACTS, NOW)
    assert found == Stretch(first=date(2026, 3, 27), last=date(2026, 3, 28))


def test_today_is_the_clinics_day() -> None:
    """Shortly before midnight in UTC it is tomorrow in Berlin."""
    late = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)
    assert closing.read("2026-03-27", FACTS, late) == Sentence(phrase="closed.past")


def test_stretches_that_touch_or_overlap_are_one() -> None:
    """And keep their order."""
    after = Stretch(first=date(2026, 12, 28), last=date(2026, 12, 31))
    before = Stretch(first=date(2026, 5, 1), last=date(2026, 5, 1))
    file = closed(HOLIDAYS, before, after)
    assert [(each.first, each.last) for each in file.closed] == [
        (before.first, before.last),
        (HOLIDAYS.first, after.last),
    ]


def test_days_closed_already_are_told() -> None:
    """A part of a stretch too."""
    part = Stretch(first=date(2026, 12, 25), last=date(2026, 12, 26))
    again = closing.closed(closed(HOLIDAYS), part, FACTS, OWNER, NOW)
    assert again == Sentence(phrase="closed.already")


def test_the_clinic_opens_again_within_sixty_days() -> None:
    """Else nobody could be told when; two stretches with a Sunday between count together."""
    first = Stretch(first=date(2026, 4, 1), last=date(2026, 5, 9))
    second = Stretch(first=date(2026, 5, 11), last=date(2026, 6, 20))
    found = closing.closed(closed(first), second, FACTS, OWNER, NOW)
    assert found == Sentence(phrase="closed.too_long")


def test_past_days_are_forgotten_with_the_next_change() -> None:
    """The file has a bound."""
    file = closed(Stretch(first=date(2026, 3, 28), last=date(2026, 3, 29)))
    later = datetime(2026, 5, 1, tzinfo=UTC)
    changed = closing.closed(file, HOLIDAYS, FACTS, OWNER, later)
    assert isinstance(changed, ClinicFile)
    assert [each.first for each in changed.closed] == [HOLIDAYS.first]


def test_opening_again_takes_the_whole_stretch() -> None:
    """By its first day; another day takes nothing."""
    file = closed(HOLIDAYS)
    assert closing.opened(file, date(2026, 12, 25)) == file
    assert closing.opened(file, HOLIDAYS.first).closed == ()


def test_stretches_are_named_from_today_until_a_day() -> None:
    """One that begins in time is named whole."""
    days = closing.days_of(closed(HOLIDAYS))
    today, until = date(2026, 12, 25), date(2026, 12, 25)
    named = closing.stretches_of(days, today, until)
    assert named == (Stretch(first=today, last=HOLIDAYS.last),)
    assert closing.stretches_of(days, date(2026, 12, 1), date(2026, 12, 15)) == ()
