"""The sun: never sunscreen before its hour, the client's own sky, and no place that breaks it."""

import re

import pytest

from bot.core.sun import Place
from tests.cast import ANN, Phone, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import at, berlin, ends, silent, sounds

BERLIN_PLACE = Place(latitude=52.5, longitude=13.4)
TROMSO = (69.6492, 18.9553)
GATE_LINE = "From now on, sunscreen is allowed."
FINE_BEFORE = ("may start", "not yet", "not before")


def sun_lines(phone: Phone) -> list[str]:
    """What stood in each message's line about the hours of strong sun, oldest first."""
    lines = [line for each in phone.received for line in each.words.splitlines()]
    found = [line.split("Strong sun: ")[1] for line in lines if "Strong sun: " in line]
    return [line.split(". ")[0].removesuffix(".") for line in found]


async def a_client(town: Town, day: float = 3) -> Phone:
    """Ann, linked and some days on."""
    await town.link_ann()
    await town.pass_days(day)
    return town.ann


# ------------------------------------------------------------------- sunscreen's hour


async def test_sunscreens_hour_in_the_afternoon_has_a_silent_line(town: Town) -> None:
    """24 h after Friday 17:00 it is Saturday 17:00, with the sun still up."""
    await a_client(town)
    line = at(town.ann, "28.03. 17:00")
    assert line.words.startswith(GATE_LINE)
    assert line.silent is True


async def test_before_its_hour_a_text_only_says_from_when(town: Town) -> None:
    """Every message of the first day: shade, hat, clothing, and when sunscreen may start."""
    await town.link_ann()
    await town.ann.says("/sun")
    await town.pass_until(berlin("28.03.", "16:59"))
    read = "\n".join(town.shown[ANN]).replace(". ", ".\n").splitlines()
    told = [line for line in read if "unscreen" in line]
    assert told != []
    assert [line for line in told if not any(fine in line for fine in FINE_BEFORE)] == []
    assert "hat and clothing" in town.ann.card.words


async def test_after_a_morning_session_the_morning_message_says_it(raise_town: RaiseTown) -> None:
    """Needling ended at 08:30: at 09:00 the next day sunscreen is part of the message."""
    town = await raise_town(berlin("27.03.", "08:30"))
    await a_client(town)
    assert [each for each in town.ann.received if GATE_LINE in each.words] == []
    assert "Put mineral sunscreen on the treated skin" in at(town.ann, "28.03. 09:00").words


async def test_after_sunset_the_next_morning_says_it(raise_town: RaiseTown) -> None:
    """Needling ended at 19:00: nobody is told about sunscreen in the dark."""
    town = await raise_town(berlin("27.03.", "19:00"))
    await a_client(town)
    assert [each for each in town.ann.received if GATE_LINE in each.words] == []
    assert "Put mineral sunscreen on the treated skin" in at(town.ann, "29.03. 09:00").words


async def test_sunscreens_hour_counts_full_hours_over_the_clock_change(
    raise_town: RaiseTown,
) -> None:
    """Saturday 15:00 and 24 h more are 16:00 in the night of summer time, 14:00 in autumn's."""
    spring, autumn = (
        await raise_town(berlin("28.03.", "15:00")),
        await raise_town(berlin("24.10.", "15:00")),
    )
    for town in (spring, autumn):
        await a_client(town, 2)
    assert at(spring.ann, "29.03. 16:00").words.startswith(GATE_LINE)
    assert at(autumn.ann, "25.10. 14:00").words.startswith(GATE_LINE)


# ------------------------------------------------------------------- each day's line


async def test_the_suns_line_is_part_of_the_morning_message(town: Town) -> None:
    """On days with a message there is one message, not two."""
    await a_client(town)
    assert "Sun today." in at(town.ann, "30.03. 09:00").words
    assert len([each for each in town.ann.received if each.words.startswith("Sun today.")]) == 0


# A note of its own, of another kind.
NEXT_MAY_BE_DUE = "24.04. 11:00"


async def test_on_other_days_the_line_comes_alone_and_silently(town: Town) -> None:
    """Daily to day 14, then weekly to day 28."""
    await a_client(town, 40)
    alone = [each for each in town.ann.received if each.words.startswith("Sun today.")]
    assert {each.silent for each in alone} == {True}
    assert [each for each in silent(town.ann)[2:] if each != NEXT_MAY_BE_DUE] == [
        f"{day}.04. 09:00" if day != "31" else "31.03. 09:00"
        for day in ("31", "02", "04", "05", "07", "08", "09", "17")
    ]


async def test_sun_reminders_can_be_switched_off(town: Town) -> None:
    """Their own messages end; the morning messages still name the sun."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop sun reminders")
    await town.pass_days(10)
    assert [each for each in town.ann.received if each.words.startswith("Sun today.")] == []
    assert (await ends(town))["sun-4"] == ("skipped", "sun reminders are off")
    assert "Sun today." in at(town.ann, "30.03. 09:00").words


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("Scalp", "on your parting and bare spots"),
        ("Body", "If this skin will be uncovered"),
        ("Face", "wear a hat outside"),
    ],
)
async def test_each_area_has_a_line_of_its_own(town: Town, area: str, words: str) -> None:
    """Hat and parting; only what is uncovered; shade and hat."""
    await town.link_ann(area)
    await town.pass_days(5)
    assert words in at(town.ann, "31.03. 09:00").words


# ------------------------------------------------------------------- whose sky


async def test_with_no_place_known_it_is_the_hours_around_noon(town: Town) -> None:
    """Three hours before and after solar noon in the zone's city; /sun says whence they come."""
    await a_client(town)
    line = at(town.ann, "30.03. 09:00").words
    assert "about 10:10 to 16:15" in line
    assert "UV index" not in line
    assert "clock" in await town.ann.says("/sun")


async def test_the_clinics_place_serves_a_client_in_its_zone(raise_town: RaiseTown) -> None:
    """CLINIC_LOCATION gives hours of its own, and an index where the sun is strong."""
    town = await raise_town(berlin("15.06.", "17:00"), place=BERLIN_PLACE)
    await a_client(town)
    line = at(town.ann, "18.06. 09:00").words
    assert "With a clear sky the UV index goes up to about" in line


async def test_a_client_in_another_zone_is_not_under_the_clinics_sky(
    raise_town: RaiseTown,
) -> None:
    """After the move to Lisbon the clinic's place no longer serves."""
    town = await raise_town(berlin("15.06.", "17:00"), place=BERLIN_PLACE)
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("Lisbon")
    await town.pass_days(3)
    assert "UV index" not in "\n".join(each.words for each in town.ann.received)


async def test_a_shared_location_is_kept_to_a_tenth_of_a_degree(town: Town) -> None:
    """About 11 km: what was sent is never on the disk."""
    await town.link_ann()
    town.world.send_location(ANN, 40.41678, -3.70379)
    said = await town.ann.reads()
    client = (await town.file()).client
    assert (client.latitude, client.longitude) == (40.4, -3.7)
    assert "only roughly" in said
    assert not town.disk.ever_held("40.41")


async def test_a_shared_location_changes_the_hours(town: Town) -> None:
    """Madrid instead of the zone's Berlin: other hours, and an index."""
    await town.link_ann()
    town.world.send_location(ANN, 40.41678, -3.70379)
    await town.ann.reads()
    await town.pass_days(3)
    line = at(town.ann, "30.03. 09:00").words
    assert "about 10:10 to 16:15" not in line
    assert "UV index" in line


async def test_a_low_sun_switches_no_advice_off(raise_town: RaiseTown) -> None:
    """In December the sun stays low; shade, hat and sunscreen are named all the same."""
    town = await raise_town(berlin("10.12.", "12:00"), place=BERLIN_PLACE)
    await a_client(town, 5)
    line = at(town.ann, "13.12. 09:00").words
    assert sun_lines(town.ann)[-1] == "not today, the sun stays low"
    assert "Keep to the shade, and wear a hat outside. Put mineral sunscreen" in line
    assert len([each for each in town.ann.received if each.words.startswith("Sun today.")]) == 1


@pytest.mark.parametrize("month", ["12", "06"])
async def test_polar_night_and_polar_day_are_a_course_like_any_other(
    raise_town: RaiseTown, month: str
) -> None:
    """Tromsø in December and in June: the same messages, a sensible line in each, no failure."""
    town = await raise_town(berlin(f"10.{month}.", "12:00"))
    await town.link_ann()
    town.world.send_location(ANN, *TROMSO)
    await town.ann.reads()
    await town.ann.says("/sun")
    await town.pass_days(29)
    low = "not today, the sun stays low"
    assert len(sounds(town.ann)) == 9 + 2
    assert (set(sun_lines(town.ann)) == {low}) is (month == "12")
    assert {state for state, _ in (await ends(town)).values()} <= {"sent", "planned", "skipped"}
    gate = (await ends(town))["sun-gate"]
    assert gate[0] == ("skipped" if month == "12" else "sent")


async def test_in_the_polar_night_nobody_is_told_that_sunscreen_may_start_in_the_dark(
    raise_town: RaiseTown,
) -> None:
    """The line of its own is skipped, and says why."""
    town = await raise_town(berlin("10.12.", "12:00"))
    await town.link_ann()
    town.world.send_location(ANN, *TROMSO)
    await town.pass_days(2)
    assert (await ends(town))["sun-gate"] == ("skipped", "the sun does not rise that day")


async def test_sun_answers_at_any_time(town: Town) -> None:
    """/sun at night names the day it is, and its hours."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "23:30"))
    said = await town.ann.says("/sun")
    assert "Saturday 28 March" in said
    assert re.search(r"Strong sun: about 09:\d\d to 15:\d\d", said)


@pytest.mark.parametrize("place", [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0), (0.04, 179.99)])
async def test_no_place_on_the_globe_breaks_it(town: Town, place: tuple[float, float]) -> None:
    """The poles, and both sides of the date line."""
    await town.link_ann()
    town.world.send_location(ANN, *place)
    await town.ann.reads()
    said = await town.ann.says("/sun")
    await town.pass_days(2)
    assert "Strong sun:" in said
    assert len(sounds(town.ann)) >= 2
