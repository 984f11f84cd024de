"""Whoever has agreed to nothing: heard in an emergency all the same, and nothing of it kept."""

from datetime import datetime, timedelta

import pytest

from bot.core.desk import desk_id
from tests.cast import ANN, BERLIN, BOB, CAT, DAN, FRIDAY_AFTERNOON, Phone, Town
from tests.stories.conftest import RaiseTown

WORDS = "my throat is closing up and i cant breathe"
GERMAN = "mein Hals schwillt zu und ich bekomme keine Luft"
SAME_DAY = "there is yellow pus coming out of my cheek"
CONTACT = "Let the clinic contact me"
WISH = "Somebody who is not linked asks to be contacted."


def wishes(town: Town) -> list[bool]:
    """What the clinic was told of strangers, oldest first: whether each made no sound."""
    return [each.silent for each in town.clinic.received if each.words.startswith(WISH)]


def stops(phone: Phone) -> int:
    """How many hard stops a phone got."""
    return sum("Do not wait for our answer" in each.words for each in phone.received)


def stops_in_german(phone: Phone) -> int:
    """How many of them a phone got in German."""
    return sum("Warten Sie nicht auf unsere Antwort" in each.words for each in phone.received)


def kept(town: Town) -> str:
    """All that lies on the disk."""
    files = town.disk.files()
    return "\n".join(town.disk.read(path)[0].decode("utf-8", "replace") for path in files)


async def test_a_stranger_gets_the_hard_stop_and_a_way_to_the_clinic(town: Town) -> None:
    """The number to copy, and a button that asks for a person."""
    await town.bob.says(WORDS)
    assert stops(town.bob) == 1
    assert town.bob.buttons == ["Copy 112", CONTACT]
    assert wishes(town) == []


async def test_no_word_of_a_stranger_is_kept(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Not on the disk, not in the logs, not with staff; nor which sign it was."""
    await town.bob.says(WORDS)
    await town.bob.taps(CONTACT)
    whole = "\n".join((kept(town), caplog.text, town.clinic.ever_read))
    assert [word in whole for word in ("throat", "anaphylaxis", "breathe")] == [False] * 3
    assert await town.store.client_ids() == []


async def test_the_button_tells_staff_how_to_write_to_them(town: Town) -> None:
    """A link to the chat, as Telegram gives no telephone number; and the truth to Bob."""
    await town.bob.says(WORDS)
    said = await town.bob.taps(CONTACT)
    links = [each.extra.get("url") for each in town.clinic.newest.entities]
    assert wishes(town) == [False]
    assert f"tg://user?id={BOB}" in links
    assert said.startswith("We are telling Rose Clinic that you would like to be contacted")
    assert "We cannot promise when" in said


async def test_all_strangers_of_an_hour_make_one_sound(town: Town) -> None:
    """Bob, Cat, Dan: one ring; after an hour the next."""
    for phone in (town.bob, town.cat, town.dan):
        await phone.says(WORDS)
        await phone.taps(CONTACT)
    assert wishes(town) == [False, True, True]
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=1, minutes=1))
    await town.bob.says(WORDS)
    await town.bob.taps(CONTACT)
    assert wishes(town) == [False, True, True, False]


async def test_the_same_stranger_counts_once_an_hour(town: Town) -> None:
    """A trembling finger tells staff once."""
    await town.bob.says(WORDS)
    for _ in range(4):
        await town.bob.taps(CONTACT)
    assert wishes(town) == [False]


async def test_a_flood_of_emergencies_is_one_stop_a_minute(town: Town) -> None:
    """Bob writes and writes: he reads it once, and once more a minute later."""
    for _ in range(5):
        await town.bob.says(WORDS)
    assert stops(town.bob) == 1
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=2))
    await town.bob.says(WORDS)
    assert stops(town.bob) == 2


async def test_a_second_emergency_in_another_language_is_answered_in_that(town: Town) -> None:
    """Somebody beside Bob takes his phone, within the minute; each reads the stop once."""
    await town.bob.says(WORDS)
    assert (await town.bob.says(GERMAN)).startswith("Das kann ein Notfall sein.")
    await town.bob.says(GERMAN)
    await town.bob.says(WORDS)
    assert (stops(town.bob), stops_in_german(town.bob)) == (1, 1)
    assert (await town.bob.says("/help")).startswith("/procedure explains")


async def test_before_consent_it_is_the_same(town: Town) -> None:
    """The language of the consent screen stays what it is."""
    await town.ann.opens(await town.enrol())
    await town.ann.says(WORDS)
    await town.ann.says(GERMAN)
    assert (stops(town.ann), stops_in_german(town.ann)) == (1, 1)
    assert (await town.file()).client.language == "en"


async def test_a_caption_of_a_stranger_is_read_too(town: Town) -> None:
    """The photo is not kept, and the stop is there."""
    town.world.send_photo(BOB, caption=WORDS)
    await town.bob.reads()
    assert stops(town.bob) == 1


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (FRIDAY_AFTERNOON, "today until 18:00"),
        (datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN), "from Mon 30 March, 09:00"),
    ],
)
async def test_same_day_words_of_a_stranger_get_numbers_and_hours(
    raise_town: RaiseTown, at: datetime, opens: str
) -> None:
    """Nothing reaches anybody in their name, and that is said."""
    town = await raise_town(at)
    said = await town.bob.says(SAME_DAY)
    assert "Nothing you write here reaches anybody" in said
    assert [each in said for each in ("+49 30 5550100", opens, "116117", "112")] == [True] * 4
    assert town.clinic.newest.words.startswith("Hello")


# ------------------------------------------------------------------- a link opened, nothing agreed


async def test_before_consent_the_hard_stop_comes_and_nothing_is_kept(town: Town) -> None:
    """Ann opened her link and has not agreed: heard, and not written down."""
    await town.ann.opens(await town.enrol())
    await town.ann.says(WORDS)
    assert stops(town.ann) == 1
    file = await town.file()
    assert (file.messages, file.alerts) == ((), ())
    assert "throat" not in kept(town)
    assert "anaphylaxis" not in kept(town)


async def test_before_consent_the_clinic_can_be_asked_to_write(town: Town) -> None:
    """Staff read whose link it is and no word of hers; consent is still open."""
    await town.ann.opens(await town.enrol())
    await town.ann.says(WORDS)
    await town.ann.taps(CONTACT)
    told = town.clinic.newest
    assert told.words.startswith("K-1, who has not agreed yet, asks to be contacted.")
    assert ("throat" in told.words, told.silent) == (False, False)
    await town.ann.taps("I agree")
    assert (await town.file()).client.chat_id == ANN


async def test_a_wish_that_waits_loses_its_reference_with_the_link(town: Town) -> None:
    """Ann says no before the clinic was reached: her wish stays, K-1 is not named beside it."""
    await town.ann.opens(await town.enrol())
    await town.ann.says(WORDS)
    town.cut_off(1)
    await town.ann.taps(CONTACT)
    await town.ann.taps("No, thank you")
    town.mend()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=15))
    assert wishes(town) == [False]
    assert "K-1, who has not agreed" not in town.clinic.ever_read


async def test_the_wish_of_somebody_who_agreed_since_is_a_clients_worry(town: Town) -> None:
    """The button stands above the consent, and is tapped after it."""
    await town.ann.opens(await town.enrol())
    await town.ann.says(WORDS)
    await town.ann.taps("I agree")
    await town.ann.taps(CONTACT)
    assert town.ann.toast == "Telling the clinic now."
    assert [each.concern for each in (await town.file()).alerts] == ["worried"]


async def test_before_consent_an_old_worry_button_gets_the_numbers(town: Town) -> None:
    """It stands below a card of a former course; the consent text once more is no help."""
    await town.ann.opens(await town.enrol())
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:worried")
    assert "112" in await town.ann.reads()
    assert "I agree" not in town.ann.buttons


async def test_before_consent_same_day_words_get_the_numbers(town: Town) -> None:
    """And not the consent text once more."""
    await town.ann.opens(await town.enrol())
    assert "should look at today" in await town.ann.says(SAME_DAY)


async def test_a_restart_loses_no_wish(town: Town) -> None:
    """Staff could not be reached and the process died: they hear it all the same."""
    await town.bob.says(WORDS)
    town.cut_off(1)
    await town.bob.taps(CONTACT)
    town.mend()
    await town.restart()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=15))
    assert wishes(town) == [False]


async def test_the_files_of_strangers_go_after_two_days(town: Town) -> None:
    """Whoever was here leaves no trace."""
    for phone in (town.bob, town.cat, town.dan):
        await phone.says(WORDS)
    await town.pass_days(2.1)
    files = "\n".join(town.disk.files())
    assert [desk_id(each) in files for each in (BOB, CAT, DAN)] == [False] * 3
