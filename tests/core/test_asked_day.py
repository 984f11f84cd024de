"""Which day a question asks about, by the words of a language and today's date."""

from datetime import date

import pytest

from bot.core.questions import Topics, asked_day

WEDNESDAY = date(2026, 4, 1)
TOPICS = Topics(
    days={
        "en": {
            "in_1_day": ("tomorrow",),
            "in_14_days": ("in a fortnight",),
            "in_days": ("in #1-60 days",),
            "in_weeks": ("in #1-12 weeks",),
            "wednesday": ("wednesday",),
            "friday": ("friday",),
            "weekend": ("weekend",),
            "next_week": ("next week",),
            "no_day": ("last friday", "in #1-60 days after"),
        },
        "de": {"in_1_day": ("morgen",), "no_day": ("guten morgen",)},
    }
)


def asked(text: str, today: date = WEDNESDAY, language: str = "en") -> date | None:
    """Return the day that a text asks about."""
    return asked_day.named(text, TOPICS, language, today)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May I swim tomorrow?", date(2026, 4, 2)),
        ("Friday, pool?", date(2026, 4, 3)),
        ("the sauna at the weekend", date(2026, 4, 4)),
        ("gym next week ok", date(2026, 4, 6)),
        ("in 3 days", date(2026, 4, 4)),
        ("in 2 weeks", date(2026, 4, 15)),
        ("in a fortnight", date(2026, 4, 15)),
    ],
)
def test_a_day_to_come_is_read(text: str, day: date) -> None:
    """By its name, by a count, or as the first day of a week."""
    assert asked(text) == day


@pytest.mark.parametrize(
    "text",
    ["May I swim?", "today?", "since last friday", "in 3 days after the session", "in 400 days"],
)
def test_what_is_no_day_to_come_is_none(text: str) -> None:
    """Nor is a day gone by, one counted from elsewhere, or one far out of sight."""
    assert asked(text) is None


def test_a_weekday_is_the_next_one_after_today() -> None:
    """On a Wednesday, Wednesday is in a week."""
    assert asked("on Wednesday?") == date(2026, 4, 8)


def test_at_the_weekend_this_weekend_is_no_day_to_come() -> None:
    """On Saturday and Sunday it has begun: what holds now is the answer."""
    assert asked("pool this weekend?", date(2026, 4, 4)) is None
    assert asked("pool this weekend?", date(2026, 4, 5)) is None


def test_of_two_days_none_is_chosen() -> None:
    """The verdict for now tells from when it is allowed."""
    assert asked("tomorrow or on Friday?") is None


def test_the_same_day_named_twice_is_one() -> None:
    """On Thursday tomorrow is Friday."""
    assert asked("tomorrow, so Friday?", date(2026, 4, 2)) == date(2026, 4, 3)


def test_the_clients_language_reads_first_and_english_after_it() -> None:
    """People mix English in; "Guten Morgen" is a greeting."""
    assert asked("morgen schwimmen?", language="de") == date(2026, 4, 2)
    assert asked("Guten Morgen! Schwimmen?", language="de") is None
    assert asked("gym friday ok?", language="de") == date(2026, 4, 3)
