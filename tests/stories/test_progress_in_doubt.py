"""A photo that may be meant for the clinic reaches the clinic, whatever was asked for before."""

from datetime import timedelta

import pytest

from tests.cast import ANN, Town
from tests.stories.photographing import KEPT, add, handed_over

ADD = "Add a photo"
EMERGENCY = "I can't breathe and my lips are swelling"


async def asked(town: Town) -> None:
    """Ann is linked and has read the guide."""
    await town.link_ann()
    await town.ann.says("/progress")
    await town.ann.taps(ADD)


async def test_a_photo_nobody_asked_for_goes_to_staff(town: Town) -> None:
    """As it always did."""
    await town.link_ann()
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert (len(handed_over(town)), (await town.file()).photos) == (1, ())


async def test_an_hour_later_it_goes_to_staff(town: Town) -> None:
    """By then it is more likely meant for them."""
    await asked(town)
    await town.pass_until(town.clock.now() + timedelta(minutes=61))
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert (len(handed_over(town)), (await town.file()).photos) == (1, ())


@pytest.mark.parametrize("deed", ["/today", "/sun", "Is this normal?", "tap", "voice", "place"])
async def test_anything_else_takes_it_back(town: Town, deed: str) -> None:
    """A command, words, a button, a voice message, a place: the photo after it is for staff."""
    await asked(town)
    if deed == "tap":
        await town.ann.taps("Not today")
    elif deed == "voice":
        town.world.send_voice(ANN)
    elif deed == "place":
        town.world.send_location(ANN, 52.5, 13.4)
    else:
        await town.ann.says(deed)
    await town.ann.reads()
    before = len(handed_over(town))
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert (len(handed_over(town)) - before, (await town.file()).photos) == (1, ())


async def test_a_question_below_the_photo_goes_to_staff(town: Town) -> None:
    """The photo is kept, and staff read what was asked, with it."""
    await town.link_ann()
    await add(town, caption="Is this normal?")
    assert len((await town.file()).photos) == 1
    (opened,) = await town.clinic.opens_words()
    assert opened.words.endswith("Is this normal?")
    assert opened.photo is not None
    said = [each.words for each in town.ann.received[-3:]]
    assert any(each.startswith("Passed on to Rose Clinic.") for each in said)
    assert any(each.startswith(KEPT) and "Nobody has looked" not in each for each in said)


async def test_a_warning_sign_below_the_photo_rings_as_ever(town: Town) -> None:
    """The stop comes first and alone; the photo is kept, and staff have it with the words."""
    await town.link_ann()
    await add(town, caption=EMERGENCY)
    assert "call 112" in town.ann.ever_read
    assert KEPT not in town.ann.ever_read
    assert len((await town.file()).photos) == 1
    assert (await town.file()).is_emergency_open
    assert [each for each in await town.clinic.opens_words() if each.photo]


async def test_while_an_urgent_alert_is_open_staff_get_it_too(town: Town) -> None:
    """Whoever is worried may mean them, without a word."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await add(town)
    assert (len(handed_over(town)), len((await town.file()).photos)) == (1, 1)


async def test_show_it_to_the_clinic_hands_it_over_once(town: Town) -> None:
    """A button below the confirmation; the second tap says that they have it."""
    await town.link_ann()
    await add(town)
    await town.ann.taps("Show it to the clinic")
    assert town.ann.newest.words.startswith("Passed on to Rose Clinic.")
    await town.ann.taps("Show it to the clinic")
    assert town.ann.toast == "The clinic has this message already."
    assert len(handed_over(town)) == 1
    assert [each for each in await town.clinic.opens_words() if each.photo]


async def test_an_album_is_kept_as_a_whole(town: Town) -> None:
    """Front, left, right at once: three photos, one answer, nothing for staff."""
    await town.link_ann()
    await town.ann.says("/progress")
    await town.ann.taps(ADD)
    heard = len(town.ann.received)
    for _ in range(3):
        town.world.send_photo(ANN, media_group_id="album-1")
    await town.ann.reads()
    assert len((await town.file()).photos) == 3
    assert (len(town.ann.received) - heard, handed_over(town)) == (1, [])


async def test_an_album_with_a_question_goes_to_staff_as_a_whole(town: Town) -> None:
    """The words stand below its first photo only."""
    await town.link_ann()
    await town.ann.says("/progress")
    await town.ann.taps(ADD)
    town.world.send_photo(ANN, media_group_id="album-1", caption="Is this normal?")
    town.world.send_photo(ANN, media_group_id="album-1")
    await town.ann.reads()
    assert (len(handed_over(town)), len((await town.file()).photos)) == (2, 2)


async def test_words_changed_below_an_old_photo_are_no_new_photo(town: Town) -> None:
    """They are read and handed over."""
    await town.link_ann()
    number = town.world.send_photo(ANN, caption="Day one")
    await town.ann.reads()
    await town.ann.says("/progress")
    await town.ann.taps(ADD)
    town.world.edit_text(ANN, number, "Day one, is it too red?")
    await town.ann.reads()
    assert (await town.file()).photos == ()
    assert len(handed_over(town)) == 2


async def test_who_withdrew_consent_adds_no_photo(town: Town) -> None:
    """No invitation, no button; what they send goes to staff."""
    await asked(town)
    await town.ann.says("/privacy")
    await town.ann.taps("Withdraw my consent", "Yes, withdraw it")
    said = await town.ann.says("/progress")
    assert "You have withdrawn your consent, so no photos are added." in said
    await town.ann.taps(ADD)
    assert town.ann.newest.words.startswith("You have withdrawn your consent")
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert (await town.file()).photos == ()
    await town.pass_days(4)
    assert "add a photo today" not in town.ann.ever_read


async def test_who_stopped_is_not_invited_but_may_add(town: Town) -> None:
    """Stop means nothing unasked."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_days(4)
    assert "add a photo today" not in town.ann.ever_read
    assert (await add(town)).startswith(f"{KEPT} 4.")


async def test_after_the_course_a_photo_goes_to_staff(town: Town) -> None:
    """Old buttons say so, and /progress still shows what there is."""
    await town.link_ann()
    await add(town)
    await town.pass_days(90)
    await town.ann.says("/progress")
    assert town.ann.buttons == ["Delete a photo", "I'm worried"]
    await town.ann.taps(ADD)
    assert town.ann.newest.words.startswith("Your course here is over")
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert (len(handed_over(town)), len((await town.file()).photos)) == (1, 1)
