"""The list of erased clients: it names nobody, and drops whatever a backup brings back."""

import json
from dataclasses import replace

import pytest

from bot.core.client import Erasure
from bot.core.desk import desk_id
from bot.core.outbox import ChatId, FileId
from bot.ports import StoreUnavailable
from bot.store import erasures, layout
from bot.store.memory_disk import MemoryDisk
from bot.store.seal import Seal
from bot.timing.offload import InlineOffload
from tests.store.conftest import Shelf
from tests.store.samples import ANN, BOB, EVENING, GONE, client_file, row, saying

ANN_PATH = layout.path_of(ANN)
KEY = "a-fresh-key"
Z_EVENING = EVENING.isoformat().replace("+00:00", "Z")


@pytest.fixture
def shelf() -> Shelf:
    """A folder in memory."""
    return Shelf(MemoryDisk(), InlineOffload())


async def erased(shelf: Shelf) -> bytes:
    """Ann and Bob are kept, Ann is erased; return what lay in her file."""
    store = await shelf.open()
    await store.create(client_file(ANN, row("a"), chat_id=1))
    await store.create(client_file(BOB, row("b"), chat_id=2))
    backup = shelf.files.read(ANN_PATH)[0]
    await store.remember_erased([ANN], GONE, key=KEY)
    await store.erase(ANN)
    await store.close()
    return backup


async def test_a_file_that_a_backup_brings_back_is_dropped(shelf: Shelf) -> None:
    """At the next start, with all that belongs to it; Bob stays."""
    shelf.files.write_atomic(ANN_PATH, await erased(shelf))
    store = await shelf.open()
    assert await store.client_ids() == [BOB]
    assert shelf.files.stat(ANN_PATH) is None
    assert await store.problems() == []


async def test_the_list_holds_no_id(shelf: Shelf) -> None:
    """Keyed hashes, an hour, who and why: whoever reads it learns of no client."""
    await erased(shelf)
    data = shelf.files.read(layout.ERASED)[0]
    assert ANN.encode() not in data
    kept = {"at": Z_EVENING, "by": "client", "why": "erasure asked for"}
    assert list(json.loads(data)["erased"].values()) == [kept]


async def test_a_list_that_says_only_when_is_read_and_goes_on(shelf: Shelf) -> None:
    """Of format 1: what a backup brings back is dropped, and what comes to it says more."""
    backup = await erased(shelf)
    written = json.loads(shelf.files.read(layout.ERASED)[0])
    older = {**written, "format": 1, "erased": dict.fromkeys(written["erased"], Z_EVENING)}
    shelf.files.write_atomic(layout.ERASED, json.dumps(older).encode())
    shelf.files.write_atomic(ANN_PATH, backup)
    store = await shelf.open()
    assert await store.client_ids() == [BOB]
    await store.remember_erased([ANN, BOB], GONE, key="another")
    listed = erasures.read(shelf.files)
    assert listed.of(ANN) == Erasure(at=EVENING, by="", why="")
    assert listed.of(BOB) == GONE


async def test_the_first_key_stays_and_an_id_is_noted_once(shelf: Shelf) -> None:
    """Another key would make strangers of all that stand in the list."""
    await erased(shelf)
    store = await shelf.open()
    await store.remember_erased([ANN, FileId("former1")], replace(GONE, by="21"), key="another")
    written = json.loads(shelf.files.read(layout.ERASED)[0])
    assert written["key"] == KEY
    assert len(written["erased"]) == 2


async def test_a_damaged_list_is_put_aside_and_told(shelf: Shelf) -> None:
    """The bot starts; the operator hears of it; what is erased from now on is listed again."""
    await erased(shelf)
    shelf.files.write_atomic(layout.ERASED, b"{ torn")
    store = await shelf.open()
    (problem,) = await store.problems()
    assert "The file erased was put aside as quarantine/erased.not-json.1.json" in problem
    shelf.files.write_atomic(layout.ERASED, b"")
    await store.remember_erased([BOB], GONE, key="second")
    assert json.loads(shelf.files.read(layout.ERASED)[0])["key"] == "second"


async def test_a_list_of_a_newer_version_is_refused(shelf: Shelf) -> None:
    """Nothing is started that would bring somebody back."""
    await erased(shelf)
    newer = {"format": 3, "key": KEY, "erased": {}}
    shelf.files.write_atomic(layout.ERASED, json.dumps(newer).encode())
    with pytest.raises(StoreUnavailable, match="newer version"):
        await shelf.open()


async def test_what_was_put_aside_goes_by_name(shelf: Shelf) -> None:
    """Damaged files of staff, of the chat, and updates; others' stay, also of a longer name."""
    store = await shelf.open()
    await store.create(saying(client_file(ANN, row("a"), chat_id=7_000_001), "words"))
    kept = layout.quarantined(desk_id(ChatId(9)), "not-json", 1)
    gone = (
        layout.quarantined(desk_id(ChatId(8)), "not-json", 1),
        layout.quarantined(desk_id(ChatId(7_000_001)), "empty", 1),
        layout.aside(5),
    )
    shelf.files.write_atomic(kept, b'{"reference": "K-471", "chat": 70000012}')
    shelf.files.write_atomic(gone[0], b'{"reference": "Zo\\u00eb K-47"}')
    shelf.files.write_atomic(gone[1], b"")
    shelf.files.write_atomic(gone[2], b'{"chat": {"id": 7000001}}')
    names = ("Zoë K-47",)
    assert sorted(await store.put_aside_about(ANN, names=names)) == sorted(gone)
    await store.erase(ANN, names=names)
    assert [path for path, _ in shelf.files.list(layout.QUARANTINE)] == [kept]
    assert shelf.files.list(layout.ASIDE) == []


async def test_what_does_not_open_any_more_goes_too(shelf: Shelf) -> None:
    """Nobody can say whose words a broken seal holds: whoever wants to be forgotten comes first."""
    sealed = Seal([bytes(32)]).close(b'{"chat": {"id": 7000001}}')
    store = await shelf.open()
    await store.create(client_file(ANN, row("a"), chat_id=7_000_001))
    shelf.files.write_atomic(layout.aside(5), sealed)
    assert await store.put_aside_about(ANN, names=("K-1",)) == {}
    await store.erase(ANN, names=("K-1",))
    assert shelf.files.list(layout.ASIDE) == []
