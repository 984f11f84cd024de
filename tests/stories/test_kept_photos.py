"""KEEP_PHOTOS=yes: pictures on the clinic's own disk, sealed, without what a camera writes, erased.

The consent text says so, and who agreed to the other text is not affected.
"""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.core.photo_chores import Chore
from bot.ports import NotFound, StoreUnavailable
from bot.simulator.faults import Faults
from bot.store import layout
from bot.store.photo_shelf import PhotoShelf
from bot.store.seal import Seal
from tests import pictures
from tests.cast import ANN, Town
from tests.data_keys import NEW
from tests.stories.conftest import RaiseTown
from tests.stories.photographing import add

ERASE = ("Erase everything about me", "Yes, erase it now")


def stored(town: Town) -> list[str]:
    """The paths of the pictures on the disk."""
    return [path for path in town.disk.files() if path.startswith(f"{layout.PHOTOS}/")]


async def keeping(raise_town: RaiseTown, **facts: object) -> Town:
    """A town that keeps photos, sealed, and Ann linked in it."""
    town = await raise_town(seal=Seal([NEW]), keep_photos=True, **facts)
    await town.link_ann()
    return town


async def chores(town: Town) -> dict[str, str]:
    """What became of what was to be done, by what it was."""
    rows = (await town.file()).outbox.rows.values()
    return {row.leaflet: row.reason or row.state for row in rows if row.leaflet in set(Chore)}


async def test_the_consent_text_says_so(raise_town: RaiseTown) -> None:
    """One thing more in the list; and the consent that is kept is to that text."""
    town = await raise_town(seal=Seal([NEW]), keep_photos=True)
    said = await town.ann.opens(await town.enrol())
    assert "copies of the photos you add to compare, encrypted, on the clinic's own" in said
    await town.ann.taps("I agree")
    agreed = (await town.file()).client.consent
    assert agreed is not None
    assert agreed.version == "1+photos"


async def test_without_it_nothing_is_said_or_stored(town: Town) -> None:
    """The default: Telegram alone has the photo."""
    assert "copies of the photos" not in await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    await add(town)
    assert (stored(town), await chores(town)) == ([], {})


async def test_a_picture_lies_on_the_disk_sealed_and_clean(raise_town: RaiseTown) -> None:
    """Upright, without place, camera, comment or profile, and nothing of it open at any moment."""
    town = await keeping(raise_town)
    await add(town, pictures.telling_photo())
    (path,) = stored(town)
    (photo,) = (await town.file()).photos
    assert photo.is_stored
    lies = town.disk.files()[path]
    kept = await town.store.photos.read((await town.file()).id, photo.id)
    assert (lies.startswith(b"\xff\xd8"), kept.startswith(b"\xff\xd8")) == (False, True)
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((200, 400), {})
    assert [each for each in pictures.TOLD if each.encode() in kept] == []


async def test_who_agreed_before_is_not_affected(raise_town: RaiseTown) -> None:
    """Their consent was to another text: their photos stay with Telegram."""
    town = await raise_town(seal=Seal([NEW]))
    await town.link_ann()
    await _switched_on(town)
    await add(town)
    assert (stored(town), len((await town.file()).photos)) == ([], 1)


async def _switched_on(town: Town) -> None:
    town.app = replace(town.app, clinic=replace(town.app.clinic, keep_photos=True))
    await town.restart()


async def test_the_stored_picture_is_shown_when_telegram_has_none(raise_town: RaiseTown) -> None:
    """/progress asks the disk first."""
    town = await keeping(raise_town)
    await add(town)
    policy = Faults()
    policy.refuse(
        "getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    town.world.policy, town.wants_trouble = policy, True
    await town.ann.says("/progress")
    shown = town.ann.newest.photo
    assert shown is not None
    with Image.open(io.BytesIO(shown)) as picture:
        red, green, blue = picture.convert("RGB").getpixel((700, picture.height - 100))
    assert abs(red - 226) + abs(green - 178) + abs(blue - 150) < 30


async def test_a_damaged_one_leaves_it_to_telegram(raise_town: RaiseTown) -> None:
    """The picture comes as if it were not stored."""
    town = await keeping(raise_town)
    await add(town)
    (path,) = stored(town)
    handle = town.disk.create(path)
    town.disk.write(handle, memoryview(b"broken"))
    town.disk.close(handle)
    await town.ann.says("/progress")
    assert town.ann.newest.photo is not None


async def test_deleting_a_photo_deletes_its_picture(raise_town: RaiseTown) -> None:
    """The other one stays."""
    town = await keeping(raise_town)
    await add(town)
    await town.pass_days(1)
    await add(town)
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo", "Day 0", "Yes, delete")
    (left,) = (await town.file()).photos
    assert stored(town) == [layout.photo((await town.file()).id, left.id)]


async def test_erasing_the_client_deletes_their_pictures(raise_town: RaiseTown) -> None:
    """And nobody else's."""
    town = await keeping(raise_town)
    await add(town)
    ann = await town.file()
    await town.ann.says("/forget")
    await town.ann.taps(*ERASE)
    assert stored(town) == []
    with pytest.raises(NotFound):
        await town.store.photos.keep(ann.id, "1", b"too late")
    assert stored(town) == []


async def test_what_a_backup_brings_back_is_dropped(raise_town: RaiseTown) -> None:
    """Her picture lies there again after a restore: the next start deletes it."""
    town = await keeping(raise_town)
    await add(town)
    (path,) = stored(town)
    content = town.disk.files()[path]
    await town.ann.says("/forget")
    await town.ann.taps(*ERASE)
    handle = town.disk.create(path)
    town.disk.write(handle, memoryview(content))
    town.disk.close(handle)
    await town.store.close()
    await town.restart()
    assert stored(town) == []


async def test_who_it_was_not_leaves_no_picture(raise_town: RaiseTown) -> None:
    """Although nobody has agreed to anything any more."""
    town = await keeping(raise_town)
    await add(town)
    await town.ann.says("/today")
    await town.ann.taps("This is not me", "Yes")
    assert stored(town) == []


async def test_while_telegram_is_away_it_is_fetched_later(raise_town: RaiseTown) -> None:
    """The promise waits, also over a restart; the photo counts as kept meanwhile."""
    town = await keeping(raise_town)
    policy = Faults()
    policy.refuse("getFile", 500, "Internal Server Error")
    town.world.policy, town.wants_trouble = policy, True
    await add(town)
    assert (stored(town), len((await town.file()).photos)) == ([], 1)
    town.mend()
    await town.restart()
    await town.pass_days(0.1)
    assert len(stored(town)) == 1


async def test_deleted_before_it_was_fetched_it_is_never_stored(raise_town: RaiseTown) -> None:
    """The promise finds no photo any more."""
    town = await keeping(raise_town)
    policy = Faults()
    policy.refuse("getFile", 500, "Internal Server Error")
    town.world.policy, town.wants_trouble = policy, True
    await add(town)
    (photo,) = (await town.file()).photos
    town.world.forge(ANN, ANN, town.ann.newest.id, f"v1:photo:gone:{photo.id}")
    await town.ann.reads()
    town.mend()
    await town.pass_days(0.2)
    assert stored(town) == []
    assert (await chores(town))[Chore.STORE] == "the photo is gone"


@pytest.mark.parametrize("content", [b"\x89PNG no picture", b"GIF89a"])
async def test_what_is_no_picture_stays_with_telegram(
    raise_town: RaiseTown, content: bytes
) -> None:
    """Nothing unread is written to the disk."""
    town = await keeping(raise_town)
    await add(town, content)
    assert (stored(town), len((await town.file()).photos)) == ([], 1)
    assert (await chores(town))[Chore.STORE] == "Telegram did not give it: no picture"


async def test_a_full_disk_leaves_it_with_telegram_and_owners_hear_once(
    raise_town: RaiseTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two photos, one line to the owner; the photos are kept by reference."""
    town = await keeping(raise_town)

    async def full(*_: object) -> None:
        raise StoreUnavailable("the disk refused: ENOSPC")

    monkeypatch.setattr(PhotoShelf, "keep", full)
    await add(town)
    await add(town)
    told = [each for each in town.clinic.received if "could not be stored" in each.words]
    assert (len(told), len((await town.file()).photos)) == (1, 2)
    assert town.ann.newest.words.startswith("Kept as your photo")


async def test_the_guide_says_where_it_lies(raise_town: RaiseTown) -> None:
    """On the clinic's own computer too, encrypted."""
    town = await keeping(raise_town)
    await town.ann.says("/progress")
    assert "keeps a copy on its own computer, encrypted" in await town.ann.taps("Add a photo")


async def test_a_backup_holds_them_and_deleting_reaches_it(raise_town: RaiseTown) -> None:
    """Each night's folder has the picture, until its client deletes it or is erased."""
    town = await keeping(raise_town, backup_days=7)
    await add(town)
    await town.pass_days(1)
    await add(town)
    await town.pass_days(1.5)
    file = await town.file()
    names = [layout.photo(file.id, each.id) for each in file.photos]
    assert [_copies(town, each) > 0 for each in names] == [True, True]
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo", "Day 0", "Yes, delete")
    assert (_copies(town, names[0]), _copies(town, names[1]) > 0) == (0, True)
    await town.ann.says("/forget")
    await town.ann.taps(*ERASE)
    assert _copies(town, names[1]) == 0


def _copies(town: Town, path: str) -> int:
    return sum(each.endswith(path) for each in town.disk.files())


async def test_who_agreed_to_stored_photos_gets_a_next_session(raise_town: RaiseTown) -> None:
    """Their consent is to today's text: no new link is asked for, and photos go on being stored."""
    town = await keeping(raise_town)
    await town.pass_days(28)
    await town.clinic.taps("Course:", "Next session", "As last time", "Just now", "Yes, enter it")
    assert len((await town.file()).sessions) == 2
    await add(town)
    assert len(stored(town)) == 1
