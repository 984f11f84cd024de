"""Each kind of file, cut at every byte: whole or not there, never half; all else is served."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.desk import desk_id
from bot.ports import Damaged, NotFound
from bot.store import backups, layout, restoring
from bot.store.memory_disk import MemoryDisk
from bot.store.seal import PLAIN, Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests import data_keys
from tests.store.conftest import Shelf
from tests.store.samples import ANN, BOB, CAT, DAN, EVENING, GONE, client_file, row, saying

# What is read back of one kind of file; None where it is said to be missing or damaged.
Read = Callable[[TinyDbStore], Awaitable[object]]
WORDS = "canary words"
CODES = 3


async def of_client(store: TinyDbStore) -> object:
    """Ann's file."""
    return (await store.load(ANN)).version


async def of_desk(store: TinyDbStore) -> object:
    """Dan's chat."""
    return (await store.load(desk_id(DAN))).version


async def of_clinic(store: TinyDbStore) -> object:
    """The clinic's own file."""
    return (await store.load_clinic()).last_code


async def of_photo(store: TinyDbStore) -> object:
    """Ann's picture; an empty one is none."""
    return await store.photos.read(ANN, "7") or None


KINDS: dict[str, tuple[str, Read]] = {
    "client": (layout.path_of(ANN), of_client),
    "desk": (layout.path_of(desk_id(DAN)), of_desk),
    "clinic": (layout.CLINIC, of_clinic),
}
SEALS = {"plain": PLAIN, "sealed": Seal([data_keys.NEW])}


async def filled(seal: Seal) -> Shelf:
    """A folder with one file of each kind, after a clean stop."""
    shelf = Shelf(MemoryDisk(), InlineOffload(), seal)
    store = await shelf.open()
    await store.create(saying(client_file(ANN, row("a"), chat_id=1), WORDS))
    await store.create(client_file(BOB, row("b"), chat_id=2))
    await store.create(client_file(CAT))
    await store.change_desk(DAN, lambda file: (replace(file, is_staff=True), None))
    for _ in range(CODES):
        await store.next_code()
    await store.photos.keep(ANN, "7", b"a picture")
    await store.erase(CAT)
    await store.remember_erased([CAT], GONE, key="key")
    await store.close()
    return shelf


def lay(shelf: Shelf, path: str, data: bytes) -> None:
    """Put these bytes into the place of a file, as they are."""
    shelf.files.write_as_it_lies(path, data)


async def read(store: TinyDbStore, how: Read) -> object:
    """What is read, None where it is missing or damaged."""
    try:
        return await how(store)
    except (Damaged, NotFound):
        return None


@pytest.mark.parametrize("seal", SEALS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_cut_anywhere_is_whole_or_put_aside(kind: str, seal: str) -> None:
    """Met at the start or when it is wanted; it is told, and Bob is served as ever."""
    path, how = KINDS[kind]
    shelf = await filled(SEALS[seal])
    whole, _ = shelf.files.read_as_it_lies(path)
    expected = await read(await shelf.open(), how)
    assert expected is not None
    for length in range(len(whole)):
        lay(shelf, path, whole[:length])
        store = await shelf.open()
        assert await read(store, how) is None, length
        assert [Path(path).stem in told for told in await store.problems()] == [True], length
        assert (await store.load(BOB)).version == 1
        shelf.files.delete_folder(layout.QUARANTINE)


@pytest.mark.parametrize("seal", SEALS)
async def test_lists_cut_anywhere_are_made_again(seal: str) -> None:
    """They hold nothing that the files do not."""
    shelf = await filled(SEALS[seal])
    for part in [path for path, _ in shelf.files.list(layout.INDEX)]:
        whole, _ = shelf.files.read_as_it_lies(part)
        for length in range(len(whole)):
            lay(shelf, part, whole[:length])
            store = await shelf.open()
            assert sorted(await store.client_ids()) == [ANN, BOB]
            assert await store.client_of_chat(2) == BOB  # type: ignore[arg-type]
            assert await store.problems() == []


@pytest.mark.parametrize("seal", SEALS)
async def test_the_list_of_the_erased_cut_anywhere_is_told(seal: str) -> None:
    """The bot starts without it, and the operator hears of it."""
    shelf = await filled(SEALS[seal])
    whole, _ = shelf.files.read_as_it_lies(layout.ERASED)
    for length in range(len(whole)):
        lay(shelf, layout.ERASED, whole[:length])
        store = await shelf.open()
        assert sorted(await store.client_ids()) == [ANN, BOB]
        assert len(await store.problems()) == 1, length
        shelf.files.delete_folder(layout.QUARANTINE)


async def test_a_sealed_picture_cut_anywhere_is_never_shown() -> None:
    """It is missing, and the file of its client is served."""
    shelf = await filled(SEALS["sealed"])
    path = layout.photo(ANN, "7")
    whole, _ = shelf.files.read_as_it_lies(path)
    for length in range(len(whole)):
        lay(shelf, path, whole[:length])
        store = await shelf.open()
        assert await read(store, of_photo) is None
        assert (await store.load(ANN)).version == 1


@pytest.mark.parametrize("seal", SEALS)
async def test_a_backup_whose_mark_is_cut_anywhere_does_not_count(seal: str) -> None:
    """Its last file tells whether it is whole."""
    shelf = await filled(SEALS[seal])
    assert await (await shelf.open()).back_up(EVENING, EVENING, keep_days=9)
    (backup,) = backups.kept(shelf.files)
    mark = f"{backup.place}/{backups.WHOLE}"
    whole, _ = shelf.files.read_as_it_lies(mark)
    for length in range(len(whole)):
        lay(shelf, mark, whole[:length])
        assert backups.kept(shelf.files) == [], length
    lay(shelf, mark, whole)
    assert backups.kept(shelf.files) == [backup]


@pytest.mark.parametrize("seal", SEALS)
async def test_a_copy_cut_anywhere_is_named_before_it_is_put_back(seal: str) -> None:
    """As `./run check` and a restore look at it."""
    shelf = await filled(SEALS[seal])
    for path in (layout.path_of(ANN), layout.CLINIC):
        whole, _ = shelf.files.read_as_it_lies(path)
        for length in range(len(whole)):
            lay(shelf, path, whole[:length])
            assert restoring.unreadable(shelf.files) == [path], length
        lay(shelf, path, whole)
    assert restoring.unreadable(shelf.files) == []
