"""A photo deleted: two taps, no reference to it is left, what staff were shown is taken back."""

import pytest

from bot.core import showing
from bot.simulator.faults import Faults
from bot.store import layout
from tests.cast import ANN, CLINIC, Town
from tests.stories.doings import put
from tests.stories.photographing import add


async def delete(town: Town, *labels: str) -> str:
    """Ann goes from the picture to the list, and taps these; the newest words."""
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo")
    return await town.ann.taps(*labels)


async def test_two_taps_delete_one_photo(town: Town) -> None:
    """The first asks which and whether it is meant; the others stay."""
    await town.link_ann()
    await add(town)
    await town.pass_days(1)
    await add(town)
    assert (await delete(town, "Day 0")).startswith("Delete your photo of day 0, Friday 27 March?")
    assert len((await town.file()).photos) == 2
    said = await town.ann.taps("Yes, delete")
    assert said.startswith("Deleted. I keep nothing of this photo any more")
    assert [each.day for each in (await town.file()).photos] == [1]


async def test_all_go_with_two_taps(town: Town) -> None:
    """The number of them is said before."""
    await town.link_ann()
    for _ in range(2):
        await add(town)
    assert await delete(town, "Delete all") == "Delete all 2 photos? This cannot be undone."
    assert (await town.ann.taps("Yes, delete")).startswith("Deleted. I keep none of your photos")
    assert (await town.file()).photos == ()
    assert (await town.ann.says("/progress")).startswith("You have no photos here.")


async def test_keep_deletes_nothing(town: Town) -> None:
    """Neither on the list nor when asked whether it is meant."""
    await town.link_ann()
    await add(town)
    assert await delete(town, "Day 0", "Keep") == "Nothing was deleted."
    assert len((await town.file()).photos) == 1


async def test_a_second_tap_finds_nothing_to_do(town: Town) -> None:
    """The same button twice at once, or one of long ago."""
    await town.link_ann()
    await add(town)
    await delete(town, "Day 0")
    message, label = town.ann.find_button("Yes, delete")
    for _ in range(2):
        town.world.tap(ANN, message.id, label)
    await town.ann.reads()
    events = [each.name for each in (await town.file()).events]
    assert events.count("photos deleted") == 1


@pytest.mark.parametrize(
    "data", ["v1:photo:gone:999", "v1:photo:sure:x", "v1:photo", "v1:photo:ask"]
)
async def test_a_forged_button_deletes_nothing(town: Town, data: str) -> None:
    """It is answered as an old one."""
    await town.link_ann()
    await add(town)
    town.world.forge(ANN, ANN, town.ann.newest.id, data)
    await town.ann.reads()
    assert len((await town.file()).photos) == 1
    assert town.ann.toast.startswith("This button no longer works.")


async def test_no_reference_is_left_in_the_file(town: Town) -> None:
    """Neither among the photos, nor in messages, nor in rows to staff, sent or waiting."""
    await town.link_ann()
    await add(town, caption="Is this normal?")
    (photo,) = (await town.file()).photos
    await delete(town, "Day 0", "Yes, delete")
    assert town.disk.holds(photo.file_id) == []
    assert [each.text for each in (await town.file()).messages] == ["Is this normal?"]


async def test_what_staff_were_shown_is_taken_back(town: Town) -> None:
    """Deleted in their chats, whether it was handed over or opened by them."""
    await town.link_ann()
    await add(town, caption="Is this normal?")
    await town.clinic.opens_words()
    await town.clinic.says("/photos K-1")
    await town.clinic.taps("Day 0")
    assert len([each for each in town.clinic.received if each.photo and "K-1" in each.words]) == 2
    await delete(town, "Day 0", "Yes, delete")
    await town.app.settle()
    assert [each for each in town.clinic.received if each.photo and "K-1" in each.words] == []


async def test_what_staff_cannot_be_shown_any_more_is_told_them(town: Town) -> None:
    """A list of before the deletion brings nothing."""
    await town.link_ann()
    await add(town)
    await town.clinic.says("/photos K-1")
    await delete(town, "Day 0", "Yes, delete")
    await town.clinic.taps("Day 0")
    assert town.clinic.toast == "The client deleted this photo."


async def test_a_photo_on_its_way_to_staff_does_not_arrive_any_more(town: Town) -> None:
    """It waits for a chat that cannot be reached, and is deleted meanwhile; the words go out."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await add(town, caption="Is this normal?")
    await delete(town, "Day 0", "Yes, delete")
    town.mend()
    await town.pass_days(0.3)
    told = await town.clinic.opens_words()
    assert [(each.photo, each.words.endswith("Is this normal?")) for each in told] == [(None, True)]


async def test_who_it_was_not_leaves_no_photo(town: Town) -> None:
    """This is not me: the photos of the wrong person go with all else of theirs."""
    await town.link_ann()
    await add(town)
    (photo,) = (await town.file()).photos
    await town.ann.says("/today")
    await town.ann.taps("This is not me", "Yes")
    assert (await town.file()).photos == ()
    assert town.disk.holds(photo.file_id) == []


async def test_erasing_everything_erases_them(town: Town) -> None:
    """As all else that is kept."""
    await town.link_ann()
    await add(town)
    (photo,) = (await town.file()).photos
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me", "Yes, erase it now")
    assert town.disk.holds(photo.file_id) == []


async def test_what_telegram_does_not_delete_any_more_holds_up_nothing(town: Town) -> None:
    """After 48 hours a message of staff's stays; her file is free of it all the same."""
    await town.link_ann()
    await add(town, caption="Is this normal?")
    await town.clinic.opens_words()
    await town.pass_days(3)
    town.wants_trouble = True
    (photo,) = (await town.file()).photos
    await delete(town, "Day 0", "Yes, delete")
    assert town.disk.holds(photo.file_id) == []
    assert showing.standing(await town.file()) == ()


async def test_while_telegram_is_away_it_is_taken_back_later(town: Town) -> None:
    """The promise waits."""
    await town.link_ann()
    await add(town, caption="Is this normal?")
    await town.clinic.opens_words()
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo", "Day 0")
    policy = Faults()
    policy.refuse("deleteMessage", 500, "Internal Server Error")
    town.world.policy, town.wants_trouble = policy, True
    await town.ann.taps("Yes, delete")
    assert [each for each in town.clinic.received if each.photo and "K-1" in each.words] != []
    town.mend()
    await town.restart()
    await town.pass_days(0.1)
    assert [each for each in town.clinic.received if each.photo and "K-1" in each.words] == []


async def test_a_backup_brings_no_deleted_photo_back(town: Town) -> None:
    """Her file of before lies there again, as if copied by hand: the other photo is back, not it.

    Neither the photo nor the message it came with has a reference, and nobody can open it.
    """
    await town.link_ann()
    await add(town)
    await town.pass_days(1)
    await add(town, caption="is it the red one?")
    path = layout.path_of((await town.file()).id)
    before = town.disk.files()[path]
    gone = (await town.file()).photos[-1]
    await delete(town, "Day 1", "Yes, delete")
    await town.store.close()
    put(town, path, before.decode())
    await town.restart()
    file = await town.file()
    assert [each.day for each in file.photos] == [0]
    assert gone.file_id.encode() not in town.disk.files()[path]
    assert [each.name for each in file.events].count("photos deleted") == 1
