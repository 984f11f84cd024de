"""What lies beside client files, on a disk that fails anywhere: before or after, never half.

The k-th write, fsync, rename, or whatever else it is, fails for k = 1, 2, ... until none does; in
half of the rounds the disk takes only a few bytes at each write besides.
"""

import errno
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.ports import NotFound, StoreUnavailable
from bot.store import backups, erasures, layout, restoring
from bot.store.files import Files
from bot.store.memory_disk import Fault, MemoryDisk
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.store.conftest import Shelf
from tests.store.samples import ANN, BOB, CAT, EVENING, GONE, HOUR, client_file, noted

Act = Callable[[TinyDbStore], Awaitable[object]]
MOST_OPERATIONS = 400
SHORT_BYTES = 7


async def count_codes(store: TinyDbStore) -> object:
    """The clinic's next number."""
    return await store.next_code()


async def change_clinic(store: TinyDbStore) -> object:
    """The clinic's own file."""
    return await store.change_clinic(lambda file: (replace(file, last_code=70), None))


async def keep_photo(store: TinyDbStore) -> object:
    """A second picture of Ann."""
    return await store.photos.keep(ANN, "2", b"second")


async def drop_photo(store: TinyDbStore) -> object:
    """The first one goes."""
    return await store.photos.drop(ANN, "1")


async def keep_aside(store: TinyDbStore) -> object:
    """An update that could not be handled."""
    return await store.keep_aside(9, "{}")


async def list_erased(store: TinyDbStore) -> object:
    """Bob's name on the list of the erased."""
    return await store.remember_erased([BOB], GONE, key="another key")


async def back_up(store: TinyDbStore) -> object:
    """The backup of the second night."""
    return await store.back_up(EVENING + 24 * HOUR, EVENING + 24 * HOUR, keep_days=9)


ACTS: dict[str, Act] = {
    "codes": count_codes,
    "clinic": change_clinic,
    "photo": keep_photo,
    "no photo": drop_photo,
    "aside": keep_aside,
    "erased": list_erased,
    "backup": back_up,
}


async def world() -> tuple[Shelf, TinyDbStore]:
    """Ann with a picture and a backup, Bob, and one who was erased."""
    shelf = Shelf(MemoryDisk(), InlineOffload())
    store = await shelf.open()
    await store.create(client_file(ANN))
    await store.photos.keep(ANN, "1", b"first")
    await store.back_up(EVENING, EVENING, keep_days=9)
    await store.create(client_file(BOB))
    await store.next_code()
    await store.remember_erased([CAT], GONE, key="key")
    return shelf, store


async def seen(shelf: Shelf, store: TinyDbStore) -> dict[str, object]:
    """All that can be known of a folder, whatever is half made in it."""
    erased = erasures.read(shelf.files)
    return {
        "clients": sorted(await store.client_ids()),
        "code": (await store.load_clinic()).last_code,
        "photos": [await photo(store, name) for name in ("1", "2")],
        "aside": [path for path, _ in shelf.files.list(layout.ASIDE) if path.endswith(".json")],
        "erased": [each in erased for each in (ANN, BOB, CAT)],
        "backups": [each.clients for each in backups.kept(shelf.files)],
        "problems": [told for told in await store.problems() if "put aside" in told],
    }


async def photo(store: TinyDbStore, name: str) -> bytes | None:
    """A picture of Ann's, None where there is none."""
    try:
        return await store.photos.read(ANN, name)
    except NotFound:
        return None


def failing_at(k: int, counted: list[str], *, takes_little: bool) -> Fault:
    """A fault at the k-th operation; the disk may take only a few bytes at each write before."""

    def fault(operation: str, _: str) -> int | None:
        counted.append(operation)
        if len(counted) == k:
            raise OSError(errno.EIO, "broken")
        return SHORT_BYTES if takes_little and operation == "write" else None

    return fault


async def is_done(act: Act, store: TinyDbStore) -> bool:
    """Tell whether the act went through; a refusal of the disk is the only reason not to."""
    try:
        await act(store)
    except StoreUnavailable:
        return False
    return True


@pytest.mark.parametrize("takes_little", [False, True])
@pytest.mark.parametrize("power_cut", [False, True])
@pytest.mark.parametrize("name", ACTS)
async def test_a_fault_anywhere_leaves_before_or_after(
    name: str, *, power_cut: bool, takes_little: bool
) -> None:
    """What was confirmed is there after the next start, also over a power cut."""
    shelf, store = await world()
    before = await seen(shelf, store)
    await ACTS[name](store)
    after = await seen(shelf, await shelf.open())
    assert before != after
    for k in range(1, MOST_OPERATIONS):
        counted: list[str] = []
        shelf, store = await world()
        disk = memory_of(shelf)
        disk.fault = failing_at(k, counted, takes_little=takes_little)
        done = await is_done(ACTS[name], store)
        disk.fault = None
        if power_cut:
            disk.crash()
        found = await seen(shelf, await shelf.open())
        assert found in ([after] if done else [before, after]), (k, counted)
        if len(counted) < k:
            return
    pytest.fail("the disk never stopped failing")


async def test_a_restore_that_breaks_off_anywhere_is_done_by_the_next() -> None:
    """Ann's file is damaged; however often the disk fails meanwhile, she comes back whole."""
    for k in range(1, MOST_OPERATIONS):
        shelf, store = await world()
        await store.change_client(ANN, noted("after the backup"))
        shelf.files.write_as_it_lies(layout.path_of(ANN), b"{")
        source, backup = backup_of(shelf)
        counted: list[str] = []
        disk = memory_of(shelf)
        disk.fault = failing_at(k, counted, takes_little=False)
        try:
            restoring.restore(source, backup, shelf.files, EVENING)
        except StoreUnavailable:
            disk.fault = None
            disk.crash()
            restoring.restore(source, backup, shelf.files, EVENING)
        disk.fault = None
        disk.crash()
        back = await shelf.open()
        assert sorted(await back.client_ids()) == [ANN, BOB], k
        assert [each.name for each in (await back.load(ANN)).events] == [restoring.RESTORED], k  # type: ignore[union-attr]
        if len(counted) < k:
            return
    pytest.fail("the disk never stopped failing")


def backup_of(shelf: Shelf) -> tuple[Files, backups.Backup]:
    """The backup in that folder, on a disk of its own that does not fail."""
    (backup,) = backups.kept(shelf.files)
    source = Files(MemoryDisk())
    source.make_root()
    for path, _ in shelf.files.list(backup.place):
        source.write_as_it_lies(path.removeprefix(f"{backup.place}/"), shelf.files.read(path)[0])
    return source, backup


def memory_of(shelf: Shelf) -> MemoryDisk:
    """The disk of that folder."""
    assert isinstance(shelf.disk, MemoryDisk)
    return shelf.disk
