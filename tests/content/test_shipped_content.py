"""The content that ships: no fault, and every text fits a message for every client at any time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import leaflets, render
from bot.core.outbox import MessageRow, RowKey
from bot.core.pack import RuleKind, StepKind
from bot.leaflets import samples
from tests.shipped_library import CONTENT, library

TREATMENT = "microneedling"
INSTANTS_HOURS = (0, 5, 16, 40, 72, 200, 700, 2016)
COMFORTABLE_UNITS = 2500


def stems() -> list[str]:
    """Return the name of each English leaflet, as files."""
    return sorted(path.stem for path in (CONTENT / TREATMENT / "en").glob("*.md"))


def test_the_shipped_content_has_no_fault() -> None:
    """Not one; each fault has a test of its own beside this one."""
    assert list(library().packs) == [TREATMENT]


def test_the_shipped_content_says_honestly_that_nobody_signed_it() -> None:
    """It is a draft until a clinician has read it."""
    today = date(2026, 11, 22)
    languages = library().packs[TREATMENT].languages
    unsigned = {name for each in languages for name in library().unsigned(TREATMENT, each, today)}
    assert unsigned == {text.name for text in library().signed_texts()}


@pytest.mark.parametrize("stem", stems())
def test_every_leaflet_fits_a_message_for_every_client_at_any_time(stem: str) -> None:
    """Each area alone and all together, from the first minute to twelve weeks."""
    leaflet = library().treatments[TREATMENT].leaflets["en"][stem]
    pack = library().packs[TREATMENT]
    for sample in samples.scenes(library(), pack, leaflet):
        for hours in INSTANTS_HOURS:
            scene = replace(sample, now=samples.SESSION_ENDED_AT + timedelta(hours=hours))
            text, entities = samples.rendered(leaflet, scene)
            assert 0 < render.units(text) <= COMFORTABLE_UNITS
            assert len(entities) < render.ENTITY_LIMIT
            assert not set("{}*") & set(text)


@pytest.mark.parametrize("areas", [("face",), ("scalp",), ("body",), ("face", "scalp", "body")])
def test_every_step_with_its_sun_line_is_one_message(areas: tuple[str, ...]) -> None:
    """Card, evening, sun line and the provider's own choices, all on one card."""
    pack = library().packs[TREATMENT]
    leaflet = library().treatments[TREATMENT].leaflets["en"]["day-1"]
    sample = next(samples.scenes(library(), pack, leaflet))
    scene = replace(sample, file=samples.client_file(pack, areas, "en"))
    for step in pack.steps:
        now = samples.morning_of(step.day)
        row = MessageRow(
            key=RowKey(step.name),
            leaflet=step.leaflet,
            parts=("evening-0", "sun-before-gate", "from-your-clinic"),
            question="late_signs",
            due_at=now,
            as_of=now,
        )
        assert render.units(render.message(row, scene).text) < render.TEXT_LIMIT_UNITS


def test_every_restriction_reads_well_at_any_time() -> None:
    """No bracket is left over, and each begins so that it fits after a colon."""
    pack = library().packs[TREATMENT]
    leaflet = library().treatments[TREATMENT].leaflets["en"]["day-1"]
    fragments = {
        render.render(render.fill(f"{{may:{name}}}", render.fields_for(scene)))[0]
        for scene in samples.scenes(library(), pack, leaflet)
        for name in pack.restrictions
    }
    starts = ("not yet, from ", "allowed now", "no", "yes", "until ", "ask the", "not before ")
    assert [each for each in fragments if not each.startswith(starts) or "{" in each] == []


def test_every_rule_ends_within_the_course_or_says_never() -> None:
    """What outlasts the last card would never be told as over."""
    pack = library().packs[TREATMENT]
    course_hours = max(step.day for step in pack.steps) * 24
    timed = (RuleKind.FROM, RuleKind.UNTIL)
    hours = [max(each.hours.values()) for each in pack.restrictions.values() if each.kind in timed]
    assert max(hours) <= course_hours


def test_the_plan_has_the_cadence_that_clients_are_told() -> None:
    """Ten sounds: the evening, and one message on nine mornings."""
    pack = library().packs[TREATMENT]
    audible = [step.name for step in pack.steps if step.audible]
    mornings = [f"day-{day}" for day in (1, 2, 3, 5, 7, 10, 14, 28, 84)]
    assert sorted(audible) == sorted(["evening-0", *mornings])


def test_fewer_keeps_four_sounds() -> None:
    """Evening 0 and days 2, 7 and 28."""
    pack = library().packs[TREATMENT]
    fewer = {step.name for step in pack.steps if step.audible_with_fewer}
    assert fewer == {"evening-0", "day-2", "day-7", "day-28"}


def test_sun_lines_go_daily_to_day_14_then_weekly_to_day_28() -> None:
    """As the plan says."""
    pack = library().packs[TREATMENT]
    found = sorted(step.day for step in pack.steps if step.kind is StepKind.SUN)
    assert found == [*range(1, 15), 21, 28]


def test_places_of_zones_are_known() -> None:
    """From tzdata's own table; a zone that has none is simply unknown."""
    berlin = library().place_of_zone("Europe/Berlin")
    assert berlin is not None
    assert (round(berlin.latitude, 1), round(berlin.longitude, 1)) == (52.5, 13.4)
    assert library().place_of_zone("Mars/Base") is None


def test_a_client_of_one_area_gets_its_leaflet_and_others_the_plain_one() -> None:
    """Two areas together read the plain one, which is right for both."""
    texts = [
        library().text(TREATMENT, "sun-line", "en", areas)
        for areas in (("scalp",), ("face", "scalp"), ())
    ]
    assert ("parting" in texts[0], "parting" in texts[1], texts[1] == texts[2]) == (
        True,
        False,
        True,
    )


def test_an_unknown_language_falls_back_to_english() -> None:
    """Rather a text in English than none."""
    assert library().text(TREATMENT, "button.worried", "xx", ()) == "I'm worried"
    assert not library().has(TREATMENT, "button.worried", "xx")


def test_a_text_that_does_not_exist_is_missed() -> None:
    """With its key, for the error desk."""
    with pytest.raises(leaflets.MissingText, match="microneedling: no-such-text"):
        library().text(TREATMENT, "no-such-text", "en", ())


def test_sunscreen_may_start_24_hours_after_the_session() -> None:
    """The gate of the sun line is the same for every area."""
    gate = library().packs[TREATMENT].restrictions["sunscreen"]
    assert set(gate.hours.values()) == {24}
