"""Pictures beside client files, on every shelf: whole, sealed, erased with the client."""

from pathlib import Path

import pytest

from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound
from bot.store import backups, layout, restoring, rotation
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.seal import Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.data_keys import NEW, OLD
from tests.store.conftest import Shelf
from tests.store.samples import ANN, BOB, EVENING, GONE, client_file
from tests.watched_disk import WatchedDisk

PICTURE = b"\xff\xd8 Ann's cheek"


def paths(shelf: Shelf) -> list[str]:
    """The pictures on the shelf."""
    return [path for path, _ in shelf.files.list(layout.PHOTOS)]


async def test_a_picture_is_read_as_it_was_written(store: TinyDbStore) -> None:
    """Also when it is written twice."""
    await store.create(client_file(ANN))
    for content in (b"first", PICTURE):
        await store.photos.keep(ANN, "7", content)
    assert await store.photos.read(ANN, "7") == PICTURE


async def test_it_outlives_a_restart(shelf: Shelf) -> None:
    """It is on the disk when `keep` returns."""
    store = await shelf.open()
    await store.create(client_file(ANN))
    await store.photos.keep(ANN, "7", PICTURE)
    assert await (await shelf.open()).photos.read(ANN, "7") == PICTURE


async def test_dropped_it_is_gone_and_dropping_twice_is_fine(store: TinyDbStore) -> None:
    """The others stay."""
    await store.create(client_file(ANN))
    for name in ("7", "8"):
        await store.photos.keep(ANN, name, PICTURE)
    for _ in range(2):
        await store.photos.drop(ANN, "7")
    with pytest.raises(NotFound):
        await store.photos.read(ANN, "7")
    assert await store.photos.read(ANN, "8") == PICTURE


async def test_without_its_client_none_is_written(store: TinyDbStore) -> None:
    """Nobody who was erased gets a picture back."""
    with pytest.raises(NotFound):
        await store.photos.keep(ANN, "7", PICTURE)


@pytest.mark.parametrize("name", ["", "../7", "7.8", "x", "7" * 21])
async def test_no_name_leads_out_of_the_folder(store: TinyDbStore, name: str) -> None:
    """Neither a photo's nor a client's."""
    await store.create(client_file(ANN))
    for file_id, photo in ((ANN, name), (FileId("../an"), "7")):
        with pytest.raises(NotFound):
            await store.photos.keep(file_id, photo, PICTURE)


async def test_erasing_a_client_deletes_theirs_alone(shelf: Shelf) -> None:
    """Also what a crash left half written, and what was put aside."""
    store = await shelf.open()
    for name in (ANN, BOB):
        await store.create(client_file(name))
        await store.photos.keep(name, "7", PICTURE)
    shelf.files.write_atomic(layout.photo(ANN, "8") + ".tmp", PICTURE)
    await store.erase(ANN)
    assert paths(shelf) == [layout.photo(BOB, "7")]


async def test_a_start_removes_what_was_half_written(folder_shelf: Shelf) -> None:
    """It was never acknowledged."""
    store = await folder_shelf.open()
    await store.create(client_file(ANN))
    folder_shelf.files.write_atomic(layout.photo(ANN, "8") + ".tmp", PICTURE)
    await folder_shelf.open()
    assert paths(folder_shelf) == []


async def test_pictures_of_an_erased_client_that_come_back_are_deleted(folder_shelf: Shelf) -> None:
    """With their file or without it."""
    store = await folder_shelf.open()
    await store.create(client_file(ANN))
    await store.erase(ANN)
    await store.remember_erased([ANN], GONE, key="key")
    folder_shelf.files.write_atomic(layout.photo(ANN, "7"), PICTURE)
    await folder_shelf.open()
    assert paths(folder_shelf) == []


async def test_pictures_hold_up_no_start_and_are_no_strangers(shelf: Shelf) -> None:
    """Whatever they hold: nobody reads them before they are wanted."""
    store = await shelf.open()
    await store.create(client_file(ANN))
    await store.photos.keep(ANN, "7", PICTURE)
    assert await (await shelf.open()).problems() == []


async def sealed_folder(key: bytes) -> WatchedDisk:
    """A folder under that key, with a picture of Ann."""
    disk = WatchedDisk()
    store = TinyDbStore(Files(disk, Seal([key])), start="start-1", offload=InlineOffload())
    await store.open()
    await store.create(client_file(ANN))
    await store.photos.keep(ANN, "7", PICTURE)
    await store.close()
    return disk


async def test_a_new_key_goes_over_pictures_too() -> None:
    """Afterwards the old one opens nothing."""
    disk = await sealed_folder(OLD)
    rotation.rotate(Files(disk, Seal([NEW, OLD])))
    assert Files(disk, Seal([NEW])).read(layout.photo(ANN, "7"))[0] == PICTURE
    assert not disk.ever_held("Ann's cheek")


async def test_a_damaged_picture_is_put_aside_under_its_clients_name() -> None:
    """So that it goes when they are erased."""
    disk = await sealed_folder(OLD)
    path = layout.photo(ANN, "7")
    whole = disk.files()[path]
    handle = disk.create(path)
    disk.write(handle, memoryview(whole[:-4]))
    disk.close(handle)
    files = Files(disk, Seal([NEW, OLD]))
    with pytest.raises(Damaged):
        files.read(path)
    assert rotation.rotate(files).put_aside == 1
    store = TinyDbStore(files, start="start-2", offload=InlineOffload())
    await store.open()
    await store.erase(ANN)
    assert [each for each in disk.files() if ANN in each] == []


async def test_a_restore_puts_back_the_pictures_of_whom_it_puts_back(tmp_path: Path) -> None:
    """A folder that lost Ann gets her file and her picture again."""
    data, night = tmp_path / "data", EVENING
    files = Files(Disk(data), Seal([NEW]))
    store = TinyDbStore(files, start="start-1", offload=InlineOffload())
    await store.open()
    await store.create(client_file(ANN))
    await store.photos.keep(ANN, "7", PICTURE)
    await store.back_up(night, night, keep_days=7)
    await store.close()
    files.delete(layout.path_of(ANN))
    files.delete(layout.photo(ANN, "7"))
    (backup,) = backups.kept(files)
    source = Files(Disk(data / backup.place), Seal([NEW]))
    assert restoring.restore(source, backup, files, night).clients == 1
    assert files.read(layout.photo(ANN, "7"))[0] == PICTURE
