"""Rotation: every file ends under the first key, and a kill at any point loses nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.core.desk import desk_id
from bot.ports import File
from bot.store import layout, records, rotation
from bot.store.files import Files
from bot.store.rotation import Lies, Rotated
from bot.store.seal import PLAIN, Seal, WrongKey
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.data_keys import NEW, OLD, OTHER
from tests.store.samples import ANN, BOB, CAT, DAN, client_file, row, saying
from tests.watched_disk import WatchedDisk

WORDS = "my cheek is hot"
UPDATE = f'{{"chat":{{"id":101}},"text":"{WORDS}"}}'
WAYS = {"first": (PLAIN, Seal([NEW])), "next": (Seal([OLD]), Seal([NEW, OLD]))}
DAMAGED = layout.quarantined("annannannannann2", "not-json", 1)
LOOKING = frozenset(("read", "list", "stat"))
MOST_CHANGES = 400


class Killed(BaseException):
    """The process is gone."""


class Kept(NamedTuple):
    """All that a folder keeps."""

    files: list[File]
    code: int
    others: dict[str, bytes]


async def opened(disk: WatchedDisk, seal: Seal) -> TinyDbStore:
    """A process on this folder."""
    store = TinyDbStore(Files(disk, seal), start="start-1", offload=InlineOffload())
    await store.open()
    return store


async def a_folder(seal: Seal) -> WatchedDisk:
    """Ann, Bob and Cat, Dan's desk, a damaged file, an update set aside, codes and lists."""
    disk = WatchedDisk()
    store = await opened(disk, seal)
    for name in (ANN, BOB, CAT):
        await store.create(saying(client_file(name, row("a"), chat_id=101), WORDS))
    await store.change_desk(DAN, lambda file: (replace(file, drafts=1), None))
    await store.keep_aside(7, UPDATE)
    await store.next_code()
    await store.close()
    Files(disk, seal).write_atomic(DAMAGED, WORDS.encode())
    return disk


def kept(files: Files) -> Kept:
    """Read everything."""
    return Kept(
        [records.read(files, name).file for name in (ANN, BOB, CAT, desk_id(DAN))],
        records.read_clinic(files).file.last_code,
        {path: files.read(path)[0] for path in (DAMAGED, layout.aside(7))},
    )


@pytest.mark.parametrize("way", WAYS)
async def test_every_file_ends_under_the_first_key(way: str) -> None:
    """Clients, desks, codes, quarantine, updates set aside; and all of it is what it was."""
    before, keys = WAYS[way]
    disk = await a_folder(before)
    whole = kept(Files(disk, before))
    done = rotation.rotate(Files(disk, keys))
    assert done == Rotated(
        written=7, were_open=7 if way == "first" else 0, newest=0, put_aside=0, unread=0,
        strangers=0,
    )  # fmt: skip
    assert kept(Files(disk, Seal([NEW]))) == whole
    assert disk.holds(WORDS) == []


async def test_a_start_after_it_knows_what_the_one_before_knew() -> None:
    """The lists are made again, with the new key alone."""
    disk = await a_folder(Seal([OLD]))
    known = await opened(disk, Seal([OLD]))
    rotation.rotate(Files(disk, Seal([NEW, OLD])))
    store = await opened(disk, Seal([NEW]))
    assert await store.next_due() == await known.next_due()
    assert sorted(await store.client_ids()) == sorted([ANN, BOB, CAT])
    assert await store.next_code() == 2


async def test_what_is_done_is_not_done_again() -> None:
    """A second run writes nothing."""
    disk = await a_folder(Seal([OLD]))
    files = Files(disk, Seal([NEW, OLD]))
    rotation.rotate(files)
    written = len(disk.written)
    assert rotation.rotate(files) == Rotated(
        written=0, were_open=0, newest=7, put_aside=0, unread=0, strangers=0
    )
    assert len(disk.written) == written


@pytest.mark.parametrize("power_too", [False, True])
@pytest.mark.parametrize("way", WAYS)
async def test_a_kill_between_any_two_changes_of_the_disk_loses_nothing(
    way: str, *, power_too: bool
) -> None:
    """With or without the power: all can be read, and the next run ends what was begun."""
    before, keys = WAYS[way]
    for number in range(1, MOST_CHANGES):
        disk = await a_folder(before)
        whole = kept(Files(disk, before))
        disk.fault = killing(at=number)
        try:
            rotation.rotate(Files(disk, keys))
        except Killed:
            pass
        else:
            break
        disk.fault = None
        if power_too:
            disk.crash()
        check_after_the_kill(disk, keys, whole)
    assert 7 * 5 < number < MOST_CHANGES - 1


def check_after_the_kill(disk: WatchedDisk, keys: Seal, whole: Kept) -> None:
    """Everything is there, and a second run leaves nothing open, old or half written."""
    files = Files(disk, keys)
    seen = rotation.survey(files)
    assert (len(seen.to_write) + len(seen.paths[Lies.NEWEST]), seen.strangers) == (7, 0)
    rotation.rotate(files)
    assert kept(Files(disk, Seal([NEW]))) == whole
    assert disk.holds(WORDS) == []
    assert [path for path in disk.files() if path.endswith(".tmp")] == []


def killing(at: int) -> Callable[[str, str], None]:
    """A disk whose process is killed just before its change of that number."""
    left = [at]

    def fault(operation: str, _: str) -> None:
        left[0] -= operation not in LOOKING
        if not left[0]:
            raise Killed

    return fault


@pytest.mark.parametrize("keys", [[OTHER], [NEW], []])
async def test_without_the_old_key_nothing_is_touched(keys: list[bytes]) -> None:
    """Not even the lists, which could be made again."""
    disk = await a_folder(Seal([OLD]))
    before = disk.files()
    with pytest.raises(WrongKey, match=r"clients/|chats/|aside/"):
        rotation.rotate(Files(disk, Seal(keys)))
    assert disk.files() == before


async def test_a_damaged_file_is_put_aside_and_the_rest_goes_on() -> None:
    """What is left of it in quarantine keeps no later rotation from its end."""
    disk = await a_folder(Seal([OLD]))
    for path in (layout.path_of(ANN), layout.aside(7)):
        spoil(disk, path)
    done = rotation.rotate(Files(disk, Seal([NEW, OLD])))
    assert (done.written, done.put_aside, done.unread) == (5, 2, 0)
    assert sorted(path for path in disk.files() if path.startswith("quarantine/")) == [
        "quarantine/7.broken-update.1.json",
        "quarantine/annannannannann1.broken-seal.1.json",
        DAMAGED,
    ]
    again = rotation.rotate(Files(disk, Seal([NEW])))
    assert (again.newest, again.put_aside, again.unread) == (5, 0, 2)
    assert len(await (await opened(disk, Seal([NEW]))).client_ids()) == 2


async def test_erasing_takes_updates_along_that_nobody_can_read() -> None:
    """Whose they are cannot be told, so the first who wants to be forgotten takes them all."""
    disk = await a_folder(Seal([OLD]))
    spoil(disk, layout.aside(7))
    rotation.rotate(Files(disk, Seal([NEW, OLD])))
    store = await opened(disk, Seal([NEW]))
    await store.keep_aside(8, UPDATE)
    spoil(disk, layout.aside(8))
    await store.erase(BOB)
    assert [path for path in disk.files() if "update" in path or "aside/" in path] == []


@pytest.mark.parametrize("place", ["clients/an", "chats", "quarantine", "aside"])
async def test_what_a_crash_left_half_written_goes_too(place: str) -> None:
    """It may lie open, and nobody was promised it."""
    disk = await a_folder(PLAIN)
    Files(disk).write_atomic(f"{place}/one.json.tmp", WORDS.encode())
    rotation.rotate(Files(disk, Seal([NEW])))
    assert disk.holds(WORDS) == []


async def test_files_of_somebody_else_stay_as_they_are() -> None:
    """They are counted; but what is sealed is the bot's, whatever it is called."""
    disk = await a_folder(Seal([OLD]))
    Files(disk).write_atomic("clients/an/notes.txt", b"of the operator")
    Files(disk, Seal([OLD])).write_atomic("of a later version.json", b"words")
    done = rotation.rotate(Files(disk, Seal([NEW, OLD])))
    assert (done.strangers, done.written) == (1, 8)
    assert disk.files()["clients/an/notes.txt"] == b"of the operator"
    assert Files(disk, Seal([NEW])).read("of a later version.json")[0] == b"words"


def spoil(disk: WatchedDisk, path: str) -> None:
    """Change the last byte of a file behind the bot's back."""
    raw = disk.files()[path]
    Files(disk).write_atomic(path, raw[:-1] + bytes([raw[-1] ^ 1]))
