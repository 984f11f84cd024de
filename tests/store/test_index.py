"""The lists are right after any start, and a written index is believed only where it is true."""

import json
import tracemalloc
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.core.client import Alert, ClientFile
from bot.core.outbox import ChatId, FileId
from bot.core.pack import Urgency
from bot.store import entries, folder, glance, index, records
from bot.store.disk import Stamp
from bot.store.files import Files
from bot.store.index import Index
from bot.store.memory_disk import MemoryDisk, in_memory
from tests.store.conftest import Shelf
from tests.store.kept_records import CLIENT_FILES
from tests.store.samples import (
    ANN,
    BOB,
    CAT,
    DAN,
    EVENING,
    HOUR,
    MINUTE,
    claimed_by,
    client_file,
    noted,
    row,
    told,
)

ANN_PATH = f"clients/an/{ANN}.json"
ANNS_PART, BOBS_PART = "index/a.json", "index/b.json"


async def with_the_cast(shelf: Shelf) -> None:
    """Ann, Bob, Cat and a desk, then a clean stop."""
    store = await shelf.open()
    await store.create(client_file(ANN, row("a"), chat_id=1))
    await store.create(client_file(BOB, row("b", due_at=EVENING + HOUR), chat_id=2))
    await store.create(replace(client_file(CAT, chat_id=1), erase_at=EVENING + 9 * HOUR))
    await store.change_desk(
        DAN, lambda file: (replace(file, outbox=file.outbox.add([row("d", to=DAN)])), None)
    )
    await store.close()


def opened(files: Files) -> dict[FileId, entries.Entry]:
    """What a start finds."""
    return dict(folder.open_up(files, "start-9").lists.entries())


def reads(disk: MemoryDisk) -> list[str]:
    """A list that each reading of a client or desk is put into from now on."""
    found: list[str] = []

    def note(operation: str, path: str) -> None:
        if operation == "read" and path.startswith(("clients/", "chats/")):
            found.append(path)

    disk.fault = note
    return found


async def test_the_index_of_a_clean_stop_equals_a_rebuilt_one(memory: Shelf) -> None:
    """Nothing is read again after a clean stop, and nothing is different."""
    await with_the_cast(memory)
    assert isinstance(memory.disk, MemoryDisk)
    read = reads(memory.disk)
    kept = opened(memory.files)
    assert (len(kept), read) == (4, [])
    memory.files.delete_folder("index")
    assert (opened(memory.files), len(read)) == (kept, 4)


async def test_after_a_kill_only_what_changed_is_read_again(memory: Shelf) -> None:
    """The index of the last stop still holds for the others."""
    await with_the_cast(memory)
    killed = await memory.open()
    await killed.change_client(ANN, told(row("a", due_at=EVENING - HOUR)))
    assert isinstance(memory.disk, MemoryDisk)
    read = reads(memory.disk)
    store = await memory.open()
    assert (await store.next_due(), read) == (EVENING - HOUR, [ANN_PATH])


async def test_open_alerts_are_listed_after_any_start(memory: Shelf) -> None:
    """From the index or rebuilt; what is closed is in no list, and no file is read for it."""
    known = Alert(id="worried-1", concern="worried", urgency=Urgency.SAME_DAY, raised_at=EVENING)
    closed = replace(known, id="worried-0", closed_at=EVENING)
    store = await memory.open()
    await store.create(replace(client_file(ANN), alerts=(closed, known)))
    await store.create(client_file(BOB))
    expected = [(ANN, known)]
    assert await store.open_alerts() == expected
    assert await (await memory.open()).open_alerts() == expected
    await store.close()
    assert await (await memory.open()).open_alerts() == expected
    await store.change_client(ANN, lambda file: (replace(file, alerts=(closed,)), None))
    assert await store.open_alerts() == []


@pytest.mark.parametrize("field", [0, 1, 2])
async def test_an_index_about_another_file_is_not_believed(memory: Shelf, field: int) -> None:
    """A file whose size, time of change or number on disk is not the one noted is read."""
    await with_the_cast(memory)
    written = json.loads(memory.files.read(ANNS_PART)[0])
    written["files"][ANN][0][field] += 1
    written["files"][ANN][4] = "somebody else"
    memory.files.write_atomic(ANNS_PART, json.dumps(written).encode())
    assert opened(memory.files)[ANN].reference == "k-ann"


async def test_files_the_index_lacks_are_read_and_missing_ones_forgotten(memory: Shelf) -> None:
    """Bob restored from a backup, Ann taken away, while the bot was stopped."""
    await with_the_cast(memory)
    written = json.loads(memory.files.read(BOBS_PART)[0])
    del written["files"][BOB]
    memory.files.write_atomic(BOBS_PART, json.dumps(written).encode())
    memory.files.delete(ANN_PATH)
    store = await memory.open()
    assert sorted(await store.client_ids()) == [BOB, CAT]
    assert await store.client_of_chat(ChatId(1)) == CAT


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"[" * 100_000, b'{"format":1}', b"\xff"],
)
async def test_an_index_that_is_none_is_made_again(memory: Shelf, data: bytes) -> None:
    """Cut short, garbage, or of another format."""
    await with_the_cast(memory)
    kept = opened(memory.files)
    memory.files.write_atomic(ANNS_PART, data)
    assert opened(memory.files) == kept
    assert index.believed(memory.files.read(ANNS_PART)[0]) == {ANN: kept[ANN]}


@pytest.mark.parametrize(("field", "value"), [("format", 2), ("program", "of last year")])
async def test_an_index_of_another_version_is_made_again(
    memory: Shelf, field: str, value: object
) -> None:
    """What falls due may be another matter since: an upgrade reads each file once."""
    await with_the_cast(memory)
    for path, _ in memory.files.list("index"):
        written = json.loads(memory.files.read(path)[0])
        memory.files.write_atomic(path, json.dumps({**written, field: value}).encode())
    assert isinstance(memory.disk, MemoryDisk)
    read = reads(memory.disk)
    assert (len(opened(memory.files)), len(read)) == (4, 4)


async def test_a_file_that_is_being_sent_is_not_in_the_written_index(memory: Shelf) -> None:
    """Its due instant holds for this process only: the next start reads it again."""
    await with_the_cast(memory)
    store = await memory.open()
    until = EVENING + HOUR
    await store.change_client(ANN, told(row("a", **claimed_by("start-2", until=until))))
    await store.close()
    assert memory.files.stat(ANNS_PART) is None


async def test_erasing_a_client_takes_their_part_of_the_written_index_along(memory: Shelf) -> None:
    """It names the client's chat and reference; it is written again at the stop."""
    await with_the_cast(memory)
    store = await memory.open()
    await store.erase(ANN)
    assert memory.files.stat(ANNS_PART) is None
    await store.close()
    assert set(opened(memory.files)) == {BOB, CAT, FileId("chat404")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CLIENT_FILES)
def test_a_glance_sees_what_a_whole_reading_sees(file: ClientFile) -> None:
    """The lists made from a glance are those made from the file."""
    files = in_memory()
    stamp = records.write(files, file).stamp
    seen = glance.at(files, file.id)
    assert seen is not None
    assert entries.client_entry(*seen, start="start-1") == entries.entry_of(
        file, stamp, start="start-1"
    )


def filled(count: int) -> Index:
    """Lists of so many clients, one due each minute."""
    lists = Index()
    for number in range(count):
        entry = entries.Entry(
            Stamp(4000, number, number),
            EVENING + number * MINUTE,
            number,
            f"{number:064x}",
            f"k-{number}",
            EVENING,
            is_client=True,
        )
        lists.put(FileId(f"c{number:015d}"), entry)
    return lists


def test_many_changes_of_one_file_take_no_room() -> None:
    """What the heap no longer needs is dropped before it outgrows the files."""
    lists = filled(10)
    entry = lists.entries()[FileId(f"c{3:015d}")]
    for number in range(5_000):
        later = EVENING + number * HOUR
        lists.put(FileId(f"c{3:015d}"), remade(entry, later))
    assert len(lists._heap) <= 2 * 10 + 64
    taken = lists.claim(EVENING + 9_000 * HOUR, limit=99, lease=MINUTE)
    assert (len(taken), taken[-1]) == (10, FileId(f"c{3:015d}"))


def remade(entry: entries.Entry, due_at: datetime) -> entries.Entry:
    """The entry, due at another instant."""
    facts: dict[str, Any] = {name: getattr(entry, name) for name in entry.__struct_fields__}
    return entries.Entry(**{**facts, "due_at": due_at})


def test_the_lists_of_many_clients_are_small() -> None:
    """Under 1.5 KB a client, so that 100,000 stay under 200 MB with all the rest."""
    tracemalloc.start()
    try:
        lists = filled(2_000)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken / len(lists.client_ids()) < 1_500


async def test_a_change_after_the_stop_is_still_noticed(memory: Shelf) -> None:
    """A change by hand between two runs: the file is read again."""
    await with_the_cast(memory)
    other = records.read(memory.files, ANN).file
    assert isinstance(other, ClientFile)
    records.write(memory.files, noted("by hand")(other.with_client(reference="K-9"))[0])
    store = await memory.open()
    assert await store.client_of_reference("k-9") == ANN


async def test_a_kill_after_an_erasure_costs_no_other_client(memory: Shelf) -> None:
    """Only those who share Ann's part of the index are read again, not everybody."""
    await with_the_cast(memory)
    store = await memory.open()
    await store.erase(ANN)
    assert isinstance(memory.disk, MemoryDisk)
    read = reads(memory.disk)
    assert sorted(await (await memory.open()).client_ids()) == [BOB, CAT]
    assert read == []


async def test_a_part_of_nobody_is_taken_away(memory: Shelf) -> None:
    """Ann's file was taken out of the folder by hand: after the next stop no list names her."""
    await with_the_cast(memory)
    memory.files.delete(ANN_PATH)
    await (await memory.open()).close()
    assert memory.files.stat(ANNS_PART) is None


async def test_the_index_of_an_earlier_version_is_taken_away(memory: Shelf) -> None:
    """It was one file, and names everybody; nothing would ever read it again."""
    await with_the_cast(memory)
    memory.files.write_atomic("index.json", b"K-ann")
    await memory.open()
    assert memory.files.stat("index.json") is None
