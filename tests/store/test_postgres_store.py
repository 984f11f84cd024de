"""What the store on PostgreSQL promises beside the contract: several processes, one database."""

import asyncio
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.core import photo_chores
from bot.core.client import Alert
from bot.core.outbox import ChatId, FileId, Lane
from bot.core.pack import Urgency
from bot.ports import Damaged, NotFound
from bot.store import backups, layout, rotation
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.postgres.database import Database
from bot.store.postgres.database_disk import DatabaseDisk
from bot.store.postgres.handed import BULK_AT_ONCE
from bot.store.postgres_store import PostgresStore
from bot.store.seal import PLAIN, Seal, WrongKey
from tests import data_keys
from tests.store.database_shelf import TABLES, DatabaseShelf, MakeShelf
from tests.store.samples import (
    ANN,
    BOB,
    EVENING,
    GONE,
    HOUR,
    MINUTE,
    claimed_by,
    client_file,
    due_now,
    names_of,
    noted,
    row,
    saying,
    told,
)

CANARY = "the canary sings"


def all_bytes(shelf: DatabaseShelf) -> bytes:
    """Every value of every table of ours, as bytes."""
    with psycopg.connect(shelf.url) as connection:
        rows = [
            each
            for table in TABLES
            for (each,) in connection.execute(
                sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
            ).fetchall()
        ]
        contents = connection.execute(
            "SELECT content FROM files UNION ALL SELECT content FROM pages"
        )
        return "\n".join(rows).encode() + b"".join(content for (content,) in contents)


async def test_each_due_file_is_handed_to_one_process(make_shelf: MakeShelf) -> None:
    """Two that ask at the same moment share what is due, and what one holds is not the other's."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    names = [FileId(f"client{number:010d}") for number in range(20)]
    for name in names:
        await one.create(client_file(name, row("a")))
    asked = [due_now(store, limit=4) for store in (one, other) for _ in range(3)]
    handed = [name for found in await asyncio.gather(*asked) for name in found]
    assert sorted(handed) == names
    assert await due_now(other) == []


async def test_what_is_merely_due_does_not_take_a_process_up(make_shelf: MakeShelf) -> None:
    """It holds so many at once; an answer is handed out beside them, and more when some go."""
    shelf = make_shelf()
    store = await shelf.open()
    for number in range(BULK_AT_ONCE + 5):
        await store.create(client_file(FileId(f"client{number:010d}"), row("a", lane=Lane.BULK)))
    both = await asyncio.gather(*(due_now(store, limit=BULK_AT_ONCE) for _ in range(2)))
    held = [name for found in both for name in found]
    assert len(held) == BULK_AT_ONCE
    await store.create(client_file(ANN, row("a", lane=Lane.ANSWER)))
    assert await due_now(store) == [ANN]
    for name in held[:2]:
        await store.release(name)
    assert len(await due_now(store)) == 2


async def test_processes_that_change_one_file_lose_nothing(make_shelf: MakeShelf) -> None:
    """Each change is built on the one before, whoever made it."""
    shelf = make_shelf()
    stores = (await shelf.open(), await shelf.another())
    await stores[0].create(client_file(ANN))
    names = [f"change-{number}" for number in range(40)]
    changes = (
        stores[number % 2].change_client(ANN, noted(name)) for number, name in enumerate(names)
    )
    await asyncio.gather(*changes)
    kept = await stores[1].load(ANN)
    assert (sorted(names_of(kept)), kept.version) == (sorted(names), 41)


async def test_one_process_reads_what_the_other_wrote(make_shelf: MakeShelf) -> None:
    """Nothing that is remembered stands in front of what is true."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    await one.create(client_file(ANN))
    assert (await other.load(ANN)).version == 1
    await one.change_client(ANN, noted("seen"))
    assert names_of(await other.load(ANN)) == ["seen"]
    await one.erase(ANN)
    with pytest.raises(NotFound):
        await other.load(ANN)


async def test_what_a_process_that_is_there_sends_is_no_doubt(make_shelf: MakeShelf) -> None:
    """Not for the other either, which saves the same file meanwhile; until it is gone."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    until = EVENING + HOUR
    await one.create(client_file(ANN, row("a")))
    assert await due_now(one) == [ANN]
    await one.change_client(ANN, told(row("a", **claimed_by("start-1", until=until))))
    await other.presence.tell()
    await other.change_client(ANN, noted("the client wrote"))
    assert await due_now(other) == []
    await one.close()
    await other.presence.tell()
    assert await due_now(other) == [ANN]


async def test_what_a_killed_process_held_is_handed_out_again(make_shelf: MakeShelf) -> None:
    """Once it has been silent for so long that nobody believes in it any more."""
    shelf = make_shelf()
    killed = await shelf.open()
    await killed.create(client_file(ANN, row("a")))
    assert await due_now(killed) == [ANN]
    other = await shelf.another()
    assert await due_now(other) == []
    await killed.presence.fall_silent()
    with psycopg.connect(shelf.url) as connection:
        connection.execute("UPDATE processes SET until = 'epoch' WHERE name = 'start-1'")
    await other.presence.tell()
    assert await due_now(other) == [ANN]


async def test_a_duty_is_one_processs_until_it_ends(make_shelf: MakeShelf) -> None:
    """The other asks in vain, and takes over when the first leaves."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    assert await one.presence.takes("listening")
    assert not await other.presence.takes("listening")
    assert await one.presence.takes("listening")
    await one.close()
    assert await other.presence.takes("listening")


async def test_one_night_is_backed_up_once(make_shelf: MakeShelf) -> None:
    """By whichever process asks first."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    await one.create(client_file(ANN))
    made = [await each.back_up(EVENING, EVENING, keep_days=7) for each in (one, other, one)]
    assert made == [True, False, False]


async def test_what_one_process_erases_goes_from_the_others_backups(
    make_shelf: MakeShelf, tmp_path: Path
) -> None:
    """Each machine keeps its own, and reads in the list what is to go: a client, or one photo."""
    shelf = make_shelf()
    there = Disk(tmp_path / "there")
    there.make_folder("")
    one, other = await shelf.open(), await shelf.another(own_disk=there)
    for name in (ANN, BOB):
        await one.create(client_file(name))
        await one.photos.keep(name, "7", b"a face")
    assert await one.back_up(EVENING, EVENING, keep_days=7)
    await other.erase(ANN)
    await other.photos.drop(BOB, "7")
    gone = [ANN, photo_chores.mark_of(BOB, "7")]
    await other.remember_erased(gone, GONE, key="k" * 43)
    assert not await one.back_up(EVENING, EVENING + MINUTE, keep_days=7)
    kept = [path for path, _ in shelf.files.list(layout.BACKUPS)]
    assert [path for path in kept if ANN in path or "photos" in path] == []
    assert [path for path in kept if BOB in path] != []
    await other.erase(BOB)
    await other.remember_erased([BOB], GONE, key="k" * 43)
    assert not await one.back_up(EVENING, EVENING + 2 * MINUTE, keep_days=7)
    assert kept == [path for path, _ in shelf.files.list(layout.BACKUPS)]
    assert not await one.back_up(EVENING, EVENING + 2 * HOUR, keep_days=7)
    assert [path for path, _ in shelf.files.list(layout.BACKUPS) if BOB in path] == []


async def test_a_damaged_row_is_put_aside_and_the_rest_goes_on(make_shelf: MakeShelf) -> None:
    """Whoever loads it is told; it lies where the operator finds it."""
    shelf = make_shelf()
    store = await shelf.open()
    for name in (ANN, BOB):
        await store.create(client_file(name, row("a")))
    with psycopg.connect(shelf.url) as connection:
        connection.execute("UPDATE files SET content = '{', version = 7 WHERE id = %s", [ANN])
    with pytest.raises(Damaged):
        await store.load(ANN)
    assert await due_now(store) == [BOB]
    assert await store.put_aside() == [ANN]
    assert any(ANN in sentence for sentence in await store.problems())


@pytest.mark.parametrize("seal", [PLAIN, Seal([data_keys.NEW])], ids=["plain", "sealed"])
async def test_erasing_leaves_none_of_the_client(make_shelf: MakeShelf, seal: Seal) -> None:
    """No word, reference, chat or token in any table."""
    shelf = make_shelf(seal)
    store = await shelf.open()
    await store.create(saying(client_file(ANN, chat_id=123456789), CANARY))
    await store.photos.keep(ANN, "7", CANARY.encode())
    await store.keep_aside(1, '{"chat":{"id":123456789},"text":"the canary sings"}')
    await store.erase(ANN)
    left = all_bytes(shelf)
    told_of = [CANARY, "123456789", f"hash of {ANN}", "k-ann", ANN]
    assert [word for word in told_of if word.encode() in left] == []


async def test_a_photo_that_comes_while_its_client_is_erased_is_not_left(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept by another process when the others are deleted already, and the file is not."""
    shelf = make_shelf()
    store, other = await shelf.open(), await shelf.another()
    await store.create(client_file(ANN))
    loop, forget = asyncio.get_running_loop(), backups.forget

    def forget_late(files: Files, file_id: FileId) -> None:
        if files.stat(layout.path_of(file_id)) is not None:
            keeping = other.photos.keep(ANN, "1", CANARY.encode())
            asyncio.run_coroutine_threadsafe(keeping, loop).result()
        forget(files, file_id)

    monkeypatch.setattr(backups, "forget", forget_late)
    await store.erase(ANN)
    assert CANARY.encode() not in all_bytes(shelf)


async def test_with_a_key_nothing_of_a_client_lies_open(make_shelf: MakeShelf) -> None:
    """Neither in the content nor in what it is found by."""
    shelf = make_shelf(Seal([data_keys.NEW]))
    store = await shelf.open()
    worried = Alert(id="a-1", concern="worried", urgency=Urgency.SAME_DAY, raised_at=EVENING)
    file = saying(client_file(ANN, chat_id=123456789), CANARY)
    await store.create(replace(file, alerts=(worried,)))
    await store.photos.keep(ANN, "7", CANARY.encode())
    lies = all_bytes(shelf)
    told_of = [CANARY, "123456789", f"hash of {ANN}", "k-ann", "worried"]
    assert [word for word in told_of if word.encode() in lies] == []
    assert await store.client_of_chat(ChatId(123456789)) == ANN


async def test_a_wrong_key_is_refused_at_the_start(make_shelf: MakeShelf) -> None:
    """Before anything is changed."""
    shelf = make_shelf(Seal([data_keys.NEW]))
    await (await shelf.open()).create(client_file(ANN))
    before = all_bytes(shelf)
    wrong = PostgresStore(
        Database(shelf.url),
        start="start-9",
        seal=Seal([data_keys.OLD]),
        own_disk=shelf.own_disk,
        clock=shelf.clock,
        offload=shelf.offload,
    )
    with pytest.raises(WrongKey, match="key"):
        await wrong.open()
    assert all_bytes(shelf) == before


async def test_a_client_is_found_while_keys_change_and_after(make_shelf: MakeShelf) -> None:
    """By a chat kept under the old key; after the rotation the new one alone finds all."""
    shelf = make_shelf(Seal([data_keys.OLD]))
    await (await shelf.open()).create(client_file(ANN, chat_id=1))
    both, new = Seal([data_keys.NEW, data_keys.OLD]), Seal([data_keys.NEW])
    between = await shelf.another(both)
    assert await between.client_of_chat(ChatId(1)) == ANN
    done = rotation.rotate(Files(DatabaseDisk(shelf.slow, both, shelf.own_disk), both))
    assert (done.written, done.newest) == (1, 0)
    after = await shelf.another(new)
    assert await after.client_of_chat(ChatId(1)) == ANN
