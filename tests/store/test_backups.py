"""Backups beside the data: whole or not counted, cheap, within reach of erasure, kept for days."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.outbox import FileId
from bot.ports import StoreUnavailable
from bot.store import backups, layout
from bot.store.tinydb_store import TinyDbStore
from tests.store.conftest import Shelf
from tests.store.samples import ANN, BOB, EVENING, client_file, noted

DAY = timedelta(days=1)
WEEK_DAYS = 7


async def filled(shelf: Shelf) -> TinyDbStore:
    """A store with Ann and Bob."""
    store = await shelf.open()
    for name in (ANN, BOB):
        await store.create(client_file(name))
    return store


def copies(shelf: Shelf, file_id: FileId = ANN) -> list[str]:
    """The paths at which a client's file lies in backups."""
    ending = layout.path_of(file_id)
    return [path for path, _ in shelf.files.list(layout.BACKUPS) if path.endswith(ending)]


async def test_a_night_has_one_backup(shelf: Shelf) -> None:
    """However often it is asked for, also after a restart."""
    store = await filled(shelf)
    assert await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
    assert not await store.back_up(EVENING, EVENING + DAY / 2, keep_days=WEEK_DAYS)
    store = await shelf.reopen()
    assert not await store.back_up(EVENING, EVENING + DAY / 2, keep_days=WEEK_DAYS)
    assert await store.back_up(EVENING + DAY, EVENING + DAY, keep_days=WEEK_DAYS)
    assert [(each.made_at, each.clients) for each in backups.kept(shelf.files)] == [
        (EVENING + DAY, 2),
        (EVENING, 2),
    ]


async def test_a_copy_is_the_file_as_it_lay_that_night(shelf: Shelf) -> None:
    """Byte by byte, sealed where the folder is; later changes do not touch it."""
    store = await filled(shelf)
    before, _ = shelf.files.read_as_it_lies(layout.path_of(ANN))
    await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
    await store.change_client(ANN, noted("later"))
    assert [shelf.files.read_as_it_lies(path)[0] for path in copies(shelf)] == [before]


async def test_what_did_not_change_is_the_same_file_on_the_disk(shelf: Shelf) -> None:
    """Only Bob's file is written in the second night."""
    store = await filled(shelf)
    await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
    await store.change_client(BOB, noted("later"))
    await store.back_up(EVENING + DAY, EVENING + DAY, keep_days=WEEK_DAYS)
    numbers = {
        name: len({shelf.disk.stat(path).inode for path in copies(shelf, name)})
        for name in (ANN, BOB)
    }
    assert numbers == {ANN: 1, BOB: 2}


async def test_a_disk_without_second_names_gets_copies(memory: Shelf) -> None:
    """As sticks and network drives often are."""
    store = await filled(memory)
    await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
    memory.disk.fault = refusing("name_also")  # type: ignore[union-attr]
    assert await store.back_up(EVENING + DAY, EVENING + DAY, keep_days=WEEK_DAYS)
    assert len({memory.disk.stat(path).inode for path in copies(memory)}) == 2


async def test_old_backups_go_and_the_newest_stays(shelf: Shelf) -> None:
    """After a month of holidays too."""
    store = await filled(shelf)
    for night in range(3):
        at = EVENING + night * DAY
        await store.back_up(at, at, keep_days=2)
    assert [each.made_at for each in backups.kept(shelf.files)] == [
        EVENING + 2 * DAY,
        EVENING + DAY,
    ]
    backups.drop_old(shelf.files, EVENING + 40 * DAY, 2)
    assert [each.made_at for each in backups.kept(shelf.files)] == [EVENING + 2 * DAY]
    assert len(shelf.files.folders(layout.BACKUPS)) == 1


async def test_whoever_is_erased_is_in_no_backup_any_more(shelf: Shelf) -> None:
    """Bob stays in both nights."""
    store = await filled(shelf)
    for night in range(2):
        await store.change_client(ANN, noted(f"night {night}"))
        await store.back_up(EVENING + night * DAY, EVENING + night * DAY, keep_days=WEEK_DAYS)
    await store.erase(ANN)
    assert (len(copies(shelf, ANN)), len(copies(shelf, BOB))) == (0, 2)


async def test_a_backup_that_was_cut_short_does_not_count(memory: Shelf) -> None:
    """A power cut at each of its steps; the next makes another, and what was begun goes."""
    for step in range(1, 400):
        shelf = Shelf(type(memory.disk)(), memory._offload)
        store = await filled(shelf)
        shelf.disk.fault = refusing("", after=step)  # type: ignore[union-attr]
        try:
            await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
            break
        except StoreUnavailable:
            pass
        shelf.disk.fault = None  # type: ignore[union-attr]
        shelf.disk.crash()  # type: ignore[union-attr]
        store = await shelf.open()
        later = EVENING + timedelta(hours=2)
        is_made = await store.back_up(EVENING, later, keep_days=WEEK_DAYS)
        whole = backups.kept(shelf.files)
        assert [each.clients for each in whole] == [2]
        assert len(shelf.files.folders(layout.BACKUPS)) == 1
        assert is_made is (whole[0].made_at == later)
    else:
        pytest.fail("the disk never let a backup through")
    assert step > 10


async def test_a_refused_backup_is_tried_again_after_an_hour(memory: Shelf) -> None:
    """Not at every tick: a full disk would be filled again and again."""
    store = await filled(memory)
    memory.disk.fault = refusing("create")  # type: ignore[union-attr]
    with pytest.raises(StoreUnavailable):
        await store.back_up(EVENING, EVENING, keep_days=WEEK_DAYS)
    assert not await store.back_up(EVENING, EVENING + DAY / 48, keep_days=WEEK_DAYS)
    memory.disk.fault = None  # type: ignore[union-attr]
    assert await store.back_up(EVENING, EVENING + DAY / 24, keep_days=WEEK_DAYS)


@pytest.mark.parametrize("moment", ["create", "write", "rename", "sync_folder", "stat"])
async def test_whoever_is_erased_while_a_backup_is_made_is_not_in_it(
    memory: Shelf, moment: str
) -> None:
    """Ann's file goes just after it was read, while it is copied, and just after."""
    await filled(memory)
    making = backups.Making(memory.files, memory.files, EVENING, above=layout.BACKUPS)
    memory.disk.fault = once(moment, lambda: erase(memory))  # type: ignore[union-attr]
    assert not making.some()
    assert memory.files.stat(layout.path_of(ANN)) is None
    assert copies(memory, ANN) == []
    assert len(copies(memory, BOB)) == 1


def erase(shelf: Shelf) -> None:
    """What the store does to erase Ann, as another thread would."""
    shelf.files.delete(layout.path_of(ANN))
    backups.forget(shelf.files, ANN)


def once(operation: str, what: Callable[[], None]) -> Callable[[str, str], None]:
    """Do something the first time the disk does that to Ann's file or its copy."""
    left = [what]

    def fault(name: str, path: str) -> None:
        if name == operation and ANN[:2] in path and left:
            left.pop()()

    return fault


def refusing(operation: str, *, after: int = 0) -> Callable[[str, str], None]:
    """Refuse that operation as a disk that knows none, or every one after so many."""
    done = [0]

    def fault(name: str, path: str) -> None:
        done[0] += 1
        if name == operation or (not operation and done[0] > after):
            raise PermissionError(1, "not permitted")

    return fault
