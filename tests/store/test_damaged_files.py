"""Whatever lies in the folder, the store opens, puts aside what it cannot read, and goes on."""

import errno
import json
import traceback
from dataclasses import replace

import pytest

from bot.core.desk import desk_id
from bot.core.outbox import ChatId, FileId
from bot.ports import Damaged, NotFound, Store, StoreUnavailable
from bot.store.disk import Disk
from bot.store.memory_disk import MemoryDisk
from bot.store.migrations import FORMAT
from tests.store.conftest import Shelf
from tests.store.samples import (
    ANN,
    BOB,
    DAN,
    EVENING,
    MINUTE,
    client_file,
    names_of,
    noted,
    row,
    saying,
)

ANN_PATH = f"clients/an/{ANN}.json"
CANARY = "canary-words"


async def with_ann_and_bob(shelf: Shelf) -> bytes:
    """Put Ann and Bob on the shelf, stop, and return the bytes of Ann's file."""
    store = await shelf.open()
    await store.create(saying(client_file(ANN, row("a"), chat_id=1), CANARY))
    await store.create(client_file(BOB, row("b"), chat_id=2))
    await store.close()
    return shelf.files.read(ANN_PATH)[0]


def edited(data: bytes, **tables: object) -> bytes:
    """The file with some tables replaced."""
    return json.dumps({**json.loads(data), **tables}).encode()


def paths(shelf: Shelf) -> list[str]:
    """The paths of all files but the index."""
    return [path for path, _ in shelf.files.list("") if not path.startswith("index/")]


async def assert_goes_on_without_ann(store: Store, shelf: Shelf, reason: str) -> None:
    """Ann's file is kept aside and named; Bob is served as ever."""
    with pytest.raises(NotFound):
        await store.load(ANN)
    aside = f"quarantine/{ANN}.{reason}.1.json"
    (problem,) = await store.problems()
    assert f"The file {ANN} was put aside as {aside} because " in problem
    assert paths(shelf) == [f"clients/bo/{BOB}.json", aside]
    assert (list(await store.client_ids()), await store.client_of_reference("K-ann")) == (
        [BOB],
        None,
    )
    assert await store.claim_due(EVENING, limit=9, lease=MINUTE) == [BOB]
    await store.change_client(BOB, noted("served"))


BROKEN = {
    "empty": lambda data: b"",
    "not-json": lambda data: b"\x00\xff\xfe garbage " * 50,
    "not-json ": lambda data: b'{"a":' * 100_000,
    "not-json  ": lambda data: data + data,
    "wrong-fields     ": lambda data: b"[1, 2]",
    "wrong-fields      ": lambda data: edited(data, rows={CANARY: {}}),
    "wrong-format": lambda data: edited(data, meta={}),
    "wrong-format ": lambda data: edited(data, meta={"1": {"format": True}}),
    "wrong-format  ": lambda data: edited(data, meta={"1": {"format": 0}}),
    "wrong-fields": lambda data: edited(data, client={}),
    "wrong-fields ": lambda data: edited(data, rows={"1": {"key": "a", "due_at": CANARY}}),
    "wrong-fields  ": lambda data: edited(data, rows={"1": {}, "2": {}}),
    "wrong-fields   ": lambda data: edited(data, rows=[CANARY]),
    "wrong-fields    ": lambda data: edited(data, rows={"1": CANARY}),
    "wrong-name": lambda data: data.replace(ANN.encode(), BOB.encode()),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_damaged_file_is_put_aside_at_the_start(memory: Shelf, kind: str) -> None:
    """Empty, garbage, or with parts missing: kept in quarantine, named, the rest goes on."""
    data = BROKEN[kind](await with_ann_and_bob(memory))
    memory.files.write_atomic(ANN_PATH, data)
    store = await memory.open()
    await assert_goes_on_without_ann(store, memory, kind.strip())
    assert memory.files.read(f"quarantine/{ANN}.{kind.strip()}.1.json")[0] == data


async def test_a_file_cut_anywhere_is_put_aside(memory: Shelf) -> None:
    """At every byte: never half a client, never a start that fails."""
    whole = await with_ann_and_bob(memory)
    for length in range(len(whole)):
        memory.files.write_atomic(ANN_PATH, whole[:length])
        store = await memory.open()
        assert list(await store.client_ids()) == [BOB]
        await store.erase(ANN)
    memory.files.write_atomic(ANN_PATH, whole)
    assert sorted(await (await memory.open()).client_ids()) == [ANN, BOB]


async def test_a_file_damaged_while_running_is_put_aside_when_met(memory: Shelf) -> None:
    """The first to meet it hears Damaged, the next NotFound; the lists forget the client."""
    data = await with_ann_and_bob(memory)
    store = await memory.open()
    await store.load(ANN)
    memory.files.write_atomic(ANN_PATH, data[:-9])
    with pytest.raises(Damaged):
        await store.change_client(ANN, noted("never"))
    await assert_goes_on_without_ann(store, memory, "not-json")


async def test_no_word_of_a_client_is_in_an_exception(memory: Shelf) -> None:
    """What is printed of a failure tells ids and reasons only."""
    data = await with_ann_and_bob(memory)
    store = await memory.open()
    memory.files.write_atomic(ANN_PATH, edited(data, rows={"1": {"state": CANARY}}))
    with pytest.raises(Damaged) as damaged:
        await store.load(ANN)
    with pytest.raises(ValueError, match="half a character") as unkept:
        await store.change_client(BOB, lambda file: (saying(file, CANARY + "\ud800"), None))
    for error in (damaged.value, unkept.value):
        assert CANARY not in "".join(traceback.format_exception(error))


async def test_what_could_not_be_read_again_is_not_written(memory: Shelf) -> None:
    """A number where a word belongs, an instant without a zone: refused, the old file stays."""
    await with_ann_and_bob(memory)
    store = await memory.open()
    wrong = (
        lambda file: (file.noting(EVENING, "counted", "bot", count=3), None),
        lambda file: (file.noting(EVENING.replace(tzinfo=None), "when", "bot"), None),
    )
    for decide in wrong:
        with pytest.raises(ValueError, match=r"would not be read again|without a zone"):
            await store.change_client(BOB, decide)
    assert (await store.load(BOB)).version == 1


async def test_two_damaged_files_of_one_client_are_both_kept(memory: Shelf) -> None:
    """Nothing in quarantine is overwritten, and all of it is still told after a restart."""
    await with_ann_and_bob(memory)
    for data in (b"first", b"second"):
        memory.files.write_atomic(ANN_PATH, data)
        store = await memory.open()
    kept = [memory.files.read(f"quarantine/{ANN}.not-json.{n}.json")[0] for n in (1, 2)]
    assert kept == [b"first", b"second"]
    assert len(await store.problems()) == 2


async def test_a_restored_file_is_served_again(memory: Shelf) -> None:
    """Laid back into its place, the client is there after the next start."""
    whole = await with_ann_and_bob(memory)
    memory.files.write_atomic(ANN_PATH, whole[:50])
    await (await memory.open()).close()
    memory.files.write_atomic(ANN_PATH, whole)
    store = await memory.open()
    assert (await store.load(ANN)).messages[0].text == CANARY


async def test_a_newer_format_is_refused_in_plain_words(memory: Shelf) -> None:
    """An older program touches nothing and says what to do."""
    data = edited(await with_ann_and_bob(memory), meta={"1": {"format": FORMAT + 1, "id": ANN}})
    memory.files.write_atomic(ANN_PATH, data)
    with pytest.raises(StoreUnavailable, match="start the newer version"):
        await memory.open()
    assert memory.files.read(ANN_PATH)[0] == data


async def test_a_damaged_desk_and_counter_are_put_aside(memory: Shelf) -> None:
    """The chat starts anew; codes go on above the highest one in use."""
    store = await memory.open()
    await store.change_desk(DAN, lambda file: (replace(file, is_staff=True), None))
    await store.create(client_file(ANN).with_client(reference="K-47"))
    await store.next_code()
    memory.files.write_atomic("clinic.json", b"")
    memory.files.write_atomic(f"chats/{desk_id(DAN)}.json", b"{}")
    assert await store.next_code() == 48
    with pytest.raises(Damaged):
        await store.load(desk_id(DAN))
    await store.change_desk(DAN, lambda file: (replace(file, drafts=1), None))
    assert len(await store.problems()) == 2


async def test_what_a_crash_left_half_written_is_removed(memory: Shelf) -> None:
    """Beside clients, desks, the clinic and the index; other files are left alone and told."""
    await with_ann_and_bob(memory)
    before = paths(memory)
    leftovers = (ANN_PATH, "chats/chat404.json", "clinic.json", "index/a.json")
    for path in leftovers:
        memory.files.write_atomic(path + ".tmp", CANARY.encode())
    memory.files.write_atomic("clients/an/notes.txt", b"of the operator")
    store = await memory.open()
    assert paths(memory) == sorted([*before, "clients/an/notes.txt"])
    assert list(await store.problems()) == ["Files that are not ours lie among the clients': 1."]


async def test_updates_that_were_set_aside_go_with_their_client(folder_shelf: Shelf) -> None:
    """Those of the client's chat only; a half-written one goes at the next start."""
    store = await folder_shelf.open()
    await store.create(client_file(ANN, chat_id=101))
    await store.keep_aside(1, '{"chat":{"id":101},"text":"words"}')
    await store.keep_aside(2, '{"chat":{"id":1010},"date":91015}')
    folder_shelf.files.write_atomic("aside/3.json.tmp", CANARY.encode())
    store = await folder_shelf.reopen()
    await store.erase(ANN)
    assert [path for path in paths(folder_shelf) if path.startswith("aside")] == ["aside/2.json"]


async def test_updates_set_aside_of_a_visitor_go_with_the_visitor(memory: Shelf) -> None:
    """Unless the visitor became a client: then they go with the client."""
    store = await memory.open()
    await store.create(client_file(ANN, chat_id=101))
    for chat_id in (ChatId(101), DAN):
        await store.keep_aside(chat_id, f'{{"id":{chat_id}}}')
        await store.change_desk(chat_id, lambda file: (replace(file, drafts=1), None))
        await store.erase(desk_id(chat_id))
    assert [path for path in paths(memory) if path.startswith("aside")] == ["aside/101.json"]


def all_bytes(shelf: Shelf) -> bytes:
    """Every name and every byte on the shelf."""
    listed = shelf.files.list("")
    return b"".join(path.encode() + shelf.files.read(path)[0] for path, _ in listed)


async def test_erasing_leaves_none_of_the_client_in_the_folder(folder_shelf: Shelf) -> None:
    """File, copy in quarantine, half-written file, index: no word, reference, chat or token."""
    store = await folder_shelf.open()
    await store.create(saying(client_file(ANN, chat_id=123456789), CANARY))
    await store.create(client_file(BOB))
    whole = folder_shelf.files.read(ANN_PATH)[0]
    folder_shelf.files.write_atomic(ANN_PATH, whole[:-5])
    store = await folder_shelf.reopen()
    folder_shelf.files.write_atomic(ANN_PATH, whole)
    store = await folder_shelf.reopen()
    folder_shelf.files.write_atomic(ANN_PATH + ".tmp", whole[:-9])
    held = (CANARY.encode(), b"123456789", ANN.encode(), b"hash of", b"k-ann")
    assert all(words in all_bytes(folder_shelf) for words in held)
    await store.erase(ANN)
    left = all_bytes(folder_shelf).replace(b"hash of " + BOB.encode(), b"")
    assert [words for words in held if words in left] == []
    if isinstance(folder_shelf.disk, MemoryDisk):
        folder_shelf.disk.crash()
        assert CANARY.encode() not in all_bytes(folder_shelf)
    assert list(await (await folder_shelf.open()).client_ids()) == [BOB]


async def test_an_unreadable_file_is_tried_again(memory: Shelf) -> None:
    """A sector the disk does not give at the start is no reason to give up the client."""
    await with_ann_and_bob(memory)
    memory.files.delete_folder("index")
    assert isinstance(memory.disk, MemoryDisk)

    def fault(operation: str, path: str) -> None:
        if (operation, path) == ("read", ANN_PATH):
            raise OSError(errno.EIO, "bad sector")

    memory.disk.fault = fault
    store = await memory.open()
    assert await store.claim_due(EVENING, limit=9, lease=MINUTE) == [BOB]
    assert list(await store.problems()) == [
        f"The disk did not take or give the file {ANN}; it is tried again."
    ]
    with pytest.raises(StoreUnavailable):
        await store.load(ANN)
    memory.disk.fault = None
    assert await store.claim_due(EVENING, limit=9, lease=MINUTE) == [ANN]
    assert list(await store.problems()) == []


async def test_a_file_that_vanishes_is_not_forgotten(memory: Shelf) -> None:
    """A folder that is gone is an unavailable store, not a clinic without clients."""
    whole = await with_ann_and_bob(memory)
    store = await memory.open()
    memory.files.delete(ANN_PATH)
    with pytest.raises(StoreUnavailable):
        await store.change_client(ANN, noted("never"))
    assert ANN in await store.client_ids()
    memory.files.write_atomic(ANN_PATH, whole)
    assert names_of(await store.load(FileId(ANN))) == []


def test_a_real_disk_is_meant_by_the_same_words() -> None:
    """The disk in memory has every operation of the real one."""
    operations = {name for name in vars(Disk) if not name.startswith("_")}
    assert operations <= set(vars(MemoryDisk))
