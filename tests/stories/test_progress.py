"""Progress photos: invited, asked for each time, kept by Telegram, shown side by side."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from bot.core import progress
from bot.core.client import ClientFile
from bot.simulator.faults import Faults
from tests import pictures
from tests.cast import ANN, BOB, Town
from tests.stories.photographing import KEPT, add, handed_over

ADD = "Add a photo"


async def test_a_photo_that_was_asked_for_is_kept_and_goes_to_nobody(town: Town) -> None:
    """The next photo after the guide: kept for its day, and no alarm at the clinic."""
    await town.link_ann()
    said = await add(town)
    (photo,) = (await town.file()).photos
    assert (photo.day, photo.file_id[:11], photo.unique_id != "") == (0, "photo-file-", True)
    assert said.startswith(f"{KEPT} 0.")
    assert "Nobody has looked at it, and no program judges it." in said
    assert handed_over(town) == []


async def test_the_guide_says_how_and_what_becomes_of_it(town: Town) -> None:
    """Pose and light, where it lies, who can open it, how it is deleted; and two ways out."""
    await town.link_ann()
    await town.ann.says("/progress")
    guide = await town.ann.taps(ADD)
    for words in (
        "at a window in daylight",
        "No flash, no filter",
        "at arm's length",
        "as a photo and not as a file",
        "No program looks at what it shows",
        "Telegram keeps the photo; the clinic keeps only a reference to it.",
        "Clinicians of Rose Clinic can open it.",
        "/progress deletes it whenever you like.",
    ):
        assert words in guide, words
    assert town.ann.buttons == ["Not today", "Do not ask again", "I'm worried"]


@pytest.mark.parametrize("day", [0, 3, 7, 14, 28, 84])
async def test_the_message_of_a_photo_day_invites(town: Town, day: int) -> None:
    """A line and a button on what comes that day anyway; no message more."""
    await town.link_ann()
    await town.pass_days(day + 1 / 6)
    invited = [each for each in town.ann.received if "add a photo today" in each.words]
    assert [button.label for button in invited[-1].buttons].count(ADD) == 1
    assert len(invited) == [0, 3, 7, 14, 28, 84].index(day) + 1


async def test_other_days_do_not_invite(town: Town) -> None:
    """Day 1 and day 2 bring their check-in alone."""
    await town.link_ann()
    await town.pass_days(2.5)
    invited = [each for each in town.ann.received if "add a photo today" in each.words]
    assert len(invited) == 1  # of the first evening


async def test_the_invitation_outlives_the_check_in(town: Town) -> None:
    """Its last screen still offers it, and a check-in under way is not disturbed."""
    await town.link_ann()
    await town.pass_days(2.9)
    await town.ann.taps("Better")
    assert ADD not in town.ann.buttons
    await town.ann.taps("1", "No")
    assert town.ann.buttons == ["Change my answers", ADD, "I'm worried"]


@pytest.mark.parametrize(
    ("label", "said", "invited"),
    [("Not today", "All right, no photo today.", 2), ("Do not ask again", "All right, I will", 1)],
)
async def test_no_is_an_answer(town: Town, label: str, said: str, invited: int) -> None:
    """Not today asks again on the next day; do not ask again never does. Neither keeps a photo."""
    await town.link_ann()
    await town.pass_until(town.clock.now() + timedelta(hours=3))
    await town.ann.taps(ADD)
    assert (await town.ann.taps(label)).startswith(said)
    town.world.send_photo(ANN)
    await town.ann.reads()
    assert ((await town.file()).photos, len(handed_over(town))) == ((), 1)
    await town.pass_days(3)
    asked = [each for each in town.ann.received if "add a photo today" in each.words]
    assert len(asked) == invited


async def test_who_said_no_may_be_invited_again(town: Town) -> None:
    """A button under /progress takes it back."""
    await town.link_ann()
    await town.ann.says("/progress")
    await town.ann.taps(ADD, "Do not ask again")
    await town.ann.says("/progress")
    assert "On some days" in await town.ann.taps("Invite me again")
    assert not (await town.file()).client.no_photo_invitations


async def test_progress_shows_the_photos_side_by_side(town: Town) -> None:
    """One picture, with what it is in words, and the ways to add and delete."""
    await town.link_ann()
    await add(town)
    await town.pass_days(3)
    await add(town, pictures.photo(900, 600))
    said = await town.ann.says("/progress")
    shown = town.ann.newest.photo
    assert shown is not None
    assert Image.open(io.BytesIO(shown)).size[0] == 1440
    assert said.startswith("Your photos, the oldest first. No program looks at what they show.")
    assert town.ann.buttons == [ADD, "Delete a photo", "I'm worried"]


async def test_without_photos_it_says_how_to_begin(town: Town) -> None:
    """A sentence and a button."""
    await town.link_ann()
    said = await town.ann.says("/progress")
    assert said.startswith("You have no photos here.\n\nTo begin, tap Add a photo.")
    assert town.ann.buttons == [ADD, "I'm worried"]


async def test_many_photos_are_shown_by_six(town: Town) -> None:
    """First and last, and evenly between; the words say so."""
    await town.link_ann()
    for number in range(9):
        await add(town, pictures.photo(tone=(200, 100, 10 * number)))
        await town.pass_days(1)
    said = await town.ann.says("/progress")
    file = await town.file()
    assert [each.day for each in progress.shown(file)] == [0, 2, 3, 5, 6, 8]
    assert "6 of your 9 photos, first and last among them." in said


async def test_asking_twice_at_once_sends_one_picture(town: Town) -> None:
    """The second wish finds the picture on its way."""
    await town.link_ann()
    await add(town)
    town.world.send_text(ANN, "/progress")
    town.world.send_text(ANN, "/progress")
    await town.ann.reads()
    assert len([each for each in town.ann.received if each.photo]) == 1


async def test_a_photo_telegram_no_longer_gives_leaves_a_grey_field(town: Town) -> None:
    """The picture comes all the same."""
    await town.link_ann()
    await add(town)
    policy = Faults()
    policy.refuse(
        "getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    town.world.policy, town.wants_trouble = policy, True
    await town.ann.says("/progress")
    assert town.ann.newest.photo is not None


async def test_what_is_no_picture_leaves_a_grey_field_too(town: Town) -> None:
    """Bytes that do not open as a photo hold up nothing."""
    await town.link_ann()
    await add(town, b"\x89PNG but no picture")
    await town.ann.says("/progress")
    assert town.ann.newest.photo is not None


async def test_while_telegram_is_away_the_picture_waits(town: Town) -> None:
    """It is made again when it can be, and not without the photos at the first failure."""
    await town.link_ann()
    await add(town)
    policy = Faults()
    policy.refuse("getFile", 500, "Internal Server Error")
    town.world.policy, town.wants_trouble = policy, True
    await town.ann.says("/progress")
    assert [each for each in town.ann.received if each.photo] == []
    town.mend()
    await town.pass_days(0.1)
    assert len([each for each in town.ann.received if each.photo]) == 1


async def test_it_speaks_the_clients_language(town: Town) -> None:
    """Words and buttons."""
    await town.link_ann()
    await add(town)
    await town.ann.says("/settings")
    await town.ann.taps("Language", "Русский")
    assert (await town.ann.says("/progress")).startswith("Ваши фото, сначала самое раннее.")
    assert town.ann.buttons[0] == "Добавить фото"


async def test_two_clients_never_see_each_others(town: Town) -> None:
    """Ann adds, Bob asks, interleaved."""
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.ann.says("/progress")
    await town.ann.taps(ADD)
    town.world.send_photo(BOB, pictures.photo())
    town.world.send_photo(ANN, pictures.photo())
    await town.ann.reads()
    assert "You have no photos here." in await town.bob.says("/progress")
    assert len(handed_over(town)) == 1
    ids = await town.store.client_ids()
    kept = [len((await town.store.load(each)).photos) for each in ids]  # type: ignore[union-attr]
    assert sorted(kept) == [0, 1]


async def test_what_was_begun_survives_a_restart(town: Town) -> None:
    """The guide was read before the process died, the photo comes after."""
    await town.link_ann()
    await town.ann.says("/progress")
    await town.ann.taps(ADD)
    await town.restart()
    town.world.send_photo(ANN)
    assert (await town.ann.reads()).startswith(KEPT)


async def test_there_is_room_for_sixty(town: Town) -> None:
    """A file has a bound; whoever reaches it is offered no more until some are deleted."""
    await town.link_ann()
    await add(town)
    (photo,) = (await town.file()).photos
    many = tuple(replace(photo, id=str(number)) for number in range(progress.KEPT_MOST))

    def filled(file: ClientFile) -> tuple[ClientFile, None]:
        return replace(file, photos=many), None

    await town.store.change_client((await town.file()).id, filled)
    await town.ann.says("/progress")
    assert ADD not in town.ann.buttons
