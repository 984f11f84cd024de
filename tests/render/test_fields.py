"""What the fields of a leaflet say for Ann, whose session ended on Friday 27 March at 17:00."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot import render
from bot.core import opening
from bot.core.sun import Place
from bot.leaflets import samples
from bot.render import Scene
from tests.render.bench import CLINIC, VISITOR, ann, scene

JUNE_HOURS = 24 * 90
DECEMBER_HOURS = 24 * 270
NEW_YORK = ZoneInfo("America/New_York")
BERLIN_PLACE = Place(latitude=52.5, longitude=13.4)


def said(template: str, at: Scene) -> str:
    """Return a text with its fields filled in, as it is read."""
    return render.render(render.fill(template, render.fields_for(at)))[0]


@pytest.mark.parametrize(
    ("name", "hours", "expected"),
    [
        ("makeup", 1, "not yet, from Sun 29 March, 18:00, if your skin is calm"),
        ("makeup", 48, "allowed now, if your skin is calm"),
        ("sunscreen", 1, "not yet, from Sat 28 March, 17:00"),
        ("sunscreen", 24, "allowed now"),
        ("picking", 900, "no"),
        ("hat", 0, "yes"),
        ("shade", 1, "until Sun 29 March, 18:00"),
        ("shade", 48, "no longer needed"),
        ("peel", 1, "not before Sun 29 March, 18:00, and ask the clinic first"),
        ("peel", 48, "ask the clinic first"),
    ],
)
def test_may_says_how_a_rule_stands_now(name: str, hours: int, expected: str) -> None:
    """A fragment that fits after a colon, with date and time on Ann's clock."""
    assert said(f"{{may:{name}}}", scene(hours)) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("{from:sunscreen}", "Sat 28 March, 17:00"),
        ("{until:shade}", "Sun 29 March, 18:00"),
        ("{from:peel}", "not before Sun 29 March, 18:00, and ask the clinic first"),
        ("{from:picking}", "no"),
    ],
)
def test_from_and_until_say_the_time_alone(field: str, expected: str) -> None:
    """Where there is none, or the clinic decides, they say so instead."""
    assert said(field, scene(1)) == expected


def test_a_time_is_never_told_too_early() -> None:
    """A rule that opens half a minute past is told to the next minute."""
    file = ann(ended_at=scene().file.session.ended_at.replace(second=30))
    assert said("{from:sunscreen}", scene(1, file)) == "Sat 28 March, 17:01"


def test_times_are_told_on_the_clients_own_clock() -> None:
    """In New York the same instant is eleven or noon."""
    file = ann(zone="America/New_York")
    assert said("{from:sunscreen}", scene(1, file)) == "Sat 28 March, 12:00"


def test_staff_read_times_on_the_clinics_clock() -> None:
    """Who sits in Berlin is told in Berlin's time."""
    at = replace(scene(1, ann(zone="America/New_York")), for_staff=True)
    assert said("{from:sunscreen}", at) == "Sat 28 March, 17:00"


def test_a_visitor_is_told_to_ask_the_clinic() -> None:
    """Without a session nothing is allowed from here."""
    texts = [said(field, scene(1, VISITOR)) for field in ("{may:makeup}", "{from:sunscreen}")]
    assert texts == ["ask the clinic first", "when the clinic says so"]


def test_a_visitor_gets_no_figures_of_a_course() -> None:
    """The sun is told in general, the rest stays empty."""
    found = said("{day}{goal}{note}{sun_note}{interval}[{strong_sun}]", scene(1, VISITOR))
    assert found == "[around midday]"


def test_date_and_day_count_calendar_days() -> None:
    """Half past midnight is the next day already."""
    assert said("{date}, day {day}", scene(7.5)) == "Saturday 28 March, day 1"


@pytest.mark.parametrize("field", ["{may:nothing}", "{from:}", "{may}", "{interval:nothing}"])
def test_a_field_must_name_what_there_is(field: str) -> None:
    """A rule or goal that does not exist is a fault of the content."""
    with pytest.raises(render.UnknownField):
        said(field, scene())


def test_the_strong_sun_of_a_known_place_has_hours_and_an_index() -> None:
    """The clinic's place serves while Ann keeps the clinic's zone."""
    at = scene(JUNE_HOURS, clinic=replace(CLINIC, place=BERLIN_PLACE))
    assert said("{strong_sun}. {sun_note}", at) == "about 08:25 to 17:55. The index is 9."


def test_a_low_sun_still_asks_for_protection() -> None:
    """In December no hour is strong in Berlin, and the note says what to do all the same."""
    at = scene(DECEMBER_HOURS, clinic=replace(CLINIC, place=BERLIN_PLACE))
    assert said("{strong_sun}. {sun_note}", at) == "not today. Cover up."


def test_without_a_place_the_sun_goes_by_the_clock() -> None:
    """Three hours around the zone's solar noon, without an index, also in December."""
    at = scene(DECEMBER_HOURS)
    assert said("{strong_sun}. {sun_note}", at) == "about 09:00 to 15:05. By the clock."


def test_ann_in_another_zone_does_not_get_the_clinics_sun() -> None:
    """Who chose a zone of their own is not where the clinic is."""
    file = ann(zone="America/New_York", zone_is_own=True)
    at = scene(JUNE_HOURS, file, replace(CLINIC, place=BERLIN_PLACE))
    assert said("{sun_note}", at) == "By the clock."


def test_the_clinic_and_its_numbers() -> None:
    """Urgent care without a name of its own is called by the phrase."""
    template = "{clinic_name} {clinic_phone} {emergency_number} {urgent_care_name}"
    assert said(template, scene()) == "Cat's clinic +49 30 1 112 urgent care"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "today until 18:00"),  # Friday 17:00
        (1, "from Mon 30 March, 09:00"),  # Friday 18:00, just closed
        (62, "today from 09:00"),  # Monday 08:00
    ],
)
def test_the_next_opening_is_told_in_words(hours: int, expected: str) -> None:
    """Open, closed over the weekend, and closed but opening today."""
    assert said("{next_opening}", scene(hours)) == expected


def test_a_clinic_that_never_closes_is_open_now() -> None:
    """No closing time is made up."""
    always = replace(CLINIC, hours=opening.parse("Mon-Sun 00:00-24:00"))
    assert said("{next_opening}", scene(clinic=always)) == "open now"


def test_the_providers_choices_are_told_in_words() -> None:
    """Products as a list with what was typed, goal by its name, weeks in the right number."""
    file = ann(
        products=("gel", "soap"),
        typed_products="*Balm*",
        goal="scars",
        sessions_planned=3,
        interval_weeks=1,
    )
    found = said("{products}; {goal}; {sessions}; {interval}; {interval:default}", scene(0, file))
    assert found == "The gel, The soap, and *Balm*; Scars; 3; 1 week; 4 weeks"


def test_all_fields_of_the_contract_are_there() -> None:
    """The names a leaflet may use, and no more."""
    assert set(render.fields_for(scene())) == samples.FIELD_NAMES


def test_a_product_or_goal_the_content_no_longer_knows_is_left_out() -> None:
    """The others are told, and nothing fails."""
    file = ann(products=("gone",), typed_products="Rose water", goal="gone")
    assert said("{products} | {goal} | {day}", scene(1, file)) == "Rose water |  | 0"


def test_a_language_no_longer_offered_is_english_as_a_whole() -> None:
    """Words, plurals and dates: Russian would count five weeks in a form that English lacks."""
    at = replace(scene(1, ann(interval_weeks=5)), language="ru")
    assert said("{interval}, {may:sunscreen}", at) == "5 weeks, not yet, from Sat 28 March, 17:00"
