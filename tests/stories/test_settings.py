"""/settings: hours, zone, language, pause, fewer, sun reminders, stop; one message, edited."""

from datetime import datetime, timedelta

import pytest

from tests.cast import ANN, BERLIN, CLINIC, FRIDAY_AFTERNOON, Town
from tests.second_language import two_languages
from tests.stories.conftest import RaiseTown


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    """An instant in Berlin, in April 2026 unless told otherwise."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def heard(town: Town, *, audible: bool) -> list[str]:
    """When Ann's phone got a message, by its sound; Berlin's clock."""
    return [
        f"{datetime.fromtimestamp(each.date, BERLIN):%d.%m. %H:%M}"
        for each in town.ann.received
        if each.silent is not audible and each.date > FRIDAY_AFTERNOON.timestamp()
    ]


async def test_settings_show_where_each_one_stands(town: Town) -> None:
    """Hours, zone, language, sounds, sun reminders, location, on one screen with buttons."""
    await town.link_ann()
    said = await town.ann.says("/settings")
    assert said.splitlines()[2:] == [
        "Messages: on",
        "Quiet hours: 21:00 to 08:00",
        "Time zone: Europe/Berlin",
        "Language: English",
        "Sounds: as planned, ten at most in your course",
        "Sun reminders: on",
        "Location for sun times: none; send one with the paper clip if you like",
    ]
    assert town.ann.buttons[:-1] == [
        "Quiet hours",
        "Time zone",
        "Language",
        "Fewer sounds",
        "Stop sun reminders",
        "Pause for 3 days",
        "Pause for a week",
        "Stop all messages",
    ]


async def test_hours_change_and_hold(town: Town) -> None:
    """With quiet hours until 10:00 the morning message waits until then."""
    await town.link_ann()
    await town.ann.says("/settings")
    said = await town.ann.taps("Quiet hours", "22:00 to 10:00")
    await town.pass_until(at(28, 12, month=3))
    assert "Quiet hours: 22:00 to 10:00" in said
    assert town.ann.toast == "Saved."
    assert heard(town, audible=True) == ["27.03. 19:30", "28.03. 10:00"]


async def test_every_choice_of_hours_can_be_tapped(town: Town) -> None:
    """Each offered pair is kept as it says."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Quiet hours")
    choices = [label for label in town.ann.buttons if " to " in label]
    kept = []
    for label in choices:
        said = await town.ann.taps(label)
        kept.append(f"Quiet hours: {label}" in said)
        await town.ann.taps("Quiet hours")
    assert kept == [True] * len(choices)
    assert len(choices) >= 3


async def test_a_zone_is_found_by_a_typed_city(town: Town) -> None:
    """Lisbon: the plan moves to its clock at once."""
    await town.link_ann()
    await town.ann.says("/settings")
    asked = await town.ann.taps("Time zone")
    said = await town.ann.says("Lisbon")
    await town.pass_until(at(28, 12, month=3))
    assert "Which big city is nearest to you?" in asked
    assert "Time zone: Europe/Lisbon" in said
    assert heard(town, audible=True) == ["27.03. 20:30", "28.03. 10:00"]


async def test_a_city_of_several_zones_is_asked_back(town: Town) -> None:
    """What is merely like the names of zones is a choice of buttons, and is not lost either."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("indiana")
    assert "Which one do you mean?" in town.ann.ever_read
    assert await town.clinic.reads_words() == ["indiana"]
    said = await town.ann.taps("America/Indiana/Knox")
    assert "Time zone: America/Indiana/Knox" in said


async def test_what_is_no_city_goes_to_staff(town: Town) -> None:
    """An unknown zone is not an error: the words are handed over, as any others are."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    said = await town.ann.says("my left cheek is hot")
    assert "Passed on to Rose Clinic" in said
    assert await town.clinic.reads_words() == ["my left cheek is hot"]
    assert (await town.file()).client.zone == "Europe/Berlin"


async def test_an_unknown_zone_in_a_button_changes_nothing(town: Town) -> None:
    """A forged zone asks again, and the plan keeps its clock."""
    await town.link_ann()
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:set:zone:Mars/Olympus")
    await town.app.settle()
    assert (await town.file()).client.zone == "Europe/Berlin"


async def test_the_language_changes_all_that_follows(raise_town: RaiseTown) -> None:
    """What is planned already comes in the new language."""
    town = await raise_town(library=two_languages())
    await town.link_ann()
    await town.ann.says("/settings")
    said = await town.ann.taps("Language", "Deutsch")
    assert "Language: Deutsch" in said
    assert town.ann.buttons[-1] == "Ich mache mir Sorgen"
    assert (await town.ann.says("/start")).startswith("Hallo nochmal.")
    assert town.ann.toast == "Gespeichert."


@pytest.mark.parametrize(("label", "days"), [("Pause for 3 days", 3), ("Pause for a week", 7)])
async def test_a_pause_ends_by_itself(town: Town, label: str, days: int) -> None:
    """Three days or a week without a push, until the same hour; the card goes on silently."""
    await town.link_ann()
    await town.ann.says("/settings")
    said = await town.ann.taps(label)
    until = FRIDAY_AFTERNOON + timedelta(days=days)
    await town.pass_until(until - timedelta(minutes=1))
    paused = heard(town, audible=True)
    card = town.ann.card.words
    await town.pass_days(8)
    assert f"Messages: paused until {until:%a} {until.day}" in said
    assert paused == []
    assert f"{until.day} {until:%B}" in card
    assert heard(town, audible=True) != []


async def test_messages_can_be_put_on_again(town: Town) -> None:
    """One tap ends a pause before its time."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Pause for a week")
    said = await town.ann.taps("Messages on again")
    await town.pass_until(at(28, 12, month=3))
    assert "Messages: on" in said
    assert heard(town, audible=True) == ["27.03. 19:30", "28.03. 09:00"]


async def test_fewer_sounds_leaves_four(town: Town) -> None:
    """Audible only on the evening of day 0 and on days 2, 7 and 28; the rest comes silently."""
    await town.link_ann()
    await town.ann.says("/settings")
    said = await town.ann.taps("Fewer sounds")
    await town.pass_days(85)
    assert "Sounds: fewer; only four in your course make a sound" in said
    assert heard(town, audible=True) == [
        "27.03. 19:30",
        "29.03. 09:00",
        "03.04. 09:00",
        "24.04. 09:00",
    ]
    assert "28.03. 09:00" in heard(town, audible=False)


async def test_all_sounds_can_be_had_again(town: Town) -> None:
    """A second tap undoes it: ten pushes and not one more."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Fewer sounds", "All sounds")
    await town.pass_days(85)
    assert len(heard(town, audible=True)) == 10


async def test_sun_reminders_can_be_stopped(town: Town) -> None:
    """On days without a message there is then no sun line; the messages stay."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop sun reminders")
    await town.pass_days(9)
    assert heard(town, audible=False) == []
    assert "01.04. 09:00" in heard(town, audible=True)


async def test_stop_ends_the_pushes(town: Town) -> None:
    """Asked once more, then nothing comes by itself for the rest of the course."""
    await town.link_ann()
    await town.ann.says("/settings")
    asked = await town.ann.taps("Stop all messages")
    said = await town.ann.taps("Yes, stop them")
    await town.pass_days(85)
    assert "Stop all planned messages?" in asked
    assert "Messages: stopped" in said
    assert heard(town, audible=True) + heard(town, audible=False) == []


async def test_after_stop_questions_and_worry_still_work(town: Town) -> None:
    """Free text is handed over, the worry button too, and commands answer."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_days(2)
    assert "Passed on to Rose Clinic" in await town.ann.says("Is it the blue one?")
    assert await town.clinic.reads_words() == ["Is it the blue one?"]
    assert "Passed on to Rose Clinic" in await town.ann.taps("I'm worried")
    assert "K-1 is worried." in town.clinic.newest.words
    assert "Sunday 29 March" in await town.ann.says("/today")


async def test_after_stop_the_rest_can_be_started_again(town: Town) -> None:
    """What is still to come returns; what has passed does not."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_until(at(30, 12, month=3))
    await town.ann.taps("Messages on again")
    await town.pass_until(at(2, 12))
    assert heard(town, audible=True)[-1] == "01.04. 09:00"
    assert len([each for each in heard(town, audible=True) if each.endswith("09:00")]) == 1


async def test_a_location_is_kept_roughly_and_forgotten(town: Town) -> None:
    """Rounded to a tenth of a degree; one tap forgets it."""
    await town.link_ann()
    town.world.send_location(ANN, 52.516275, 13.377704)
    assert "we keep the place only roughly" in await town.ann.reads()
    client = (await town.file()).client
    assert (client.latitude, client.longitude) == (52.5, 13.4)
    assert not town.disk.ever_held("52.516")
    await town.ann.says("/settings")
    await town.ann.taps("Forget my location")
    client = (await town.file()).client
    assert (client.latitude, client.longitude) == (None, None)


async def test_settings_are_one_message_that_changes(town: Town) -> None:
    """Whatever is tapped, the same message shows what holds now; Back returns."""
    await town.link_ann()
    await town.ann.says("/settings")
    screens = len(town.ann.received)
    await town.ann.taps("Quiet hours", "‹ Back", "Time zone", "‹ Back", "Language", "‹ Back")
    await town.ann.taps("Stop all messages", "‹ Back", "Fewer sounds")
    assert len(town.ann.received) == screens
    assert town.ann.newest.words.startswith("Settings")


async def test_settings_belong_to_clients(town: Town) -> None:
    """A visitor's /settings is answered kindly; staff settings are not here."""
    assert "please ask the clinic for your link" in await town.bob.says("/settings")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, "v1:set:stop:yes")
    await town.app.settle()
    assert town.clinic.toast != ""
