"""A start with a wrong key is refused in plain words, and not a byte of the folder changes."""

from dataclasses import replace

import pytest

from bot.core.outbox import ChatId
from bot.ports import Damaged
from bot.store import layout, rotation
from bot.store.files import Files
from bot.store.seal import PLAIN, Seal, WrongKey
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.data_keys import NEW, OLD, OTHER
from tests.store.samples import ANN, BOB, DAN, client_file, row, saying
from tests.watched_disk import WatchedDisk

WORDS = "my cheek is hot"
ANN_PATH = layout.path_of(ANN)
INDEX = ["index/a.json", "index/b.json", "index/chats.json"]


def process(disk: WatchedDisk, *keys: bytes) -> TinyDbStore:
    """A process with these keys, not started yet."""
    return TinyDbStore(Files(disk, Seal(keys)), start="start-1", offload=InlineOffload())


async def a_folder(*keys: bytes) -> WatchedDisk:
    """Ann and Bob, Dan's desk, an update set aside, codes and lists, after a clean stop."""
    disk = WatchedDisk()
    store = process(disk, *keys)
    await store.open()
    for name in (ANN, BOB):
        await store.create(saying(client_file(name, row("a"), chat_id=101), WORDS))
    await store.change_desk(DAN, lambda file: (replace(file, drafts=1), None))
    await store.keep_aside(7, f'{{"chat":{{"id":101}},"text":"{WORDS}"}}')
    await store.next_code()
    await store.close()
    return disk


@pytest.mark.parametrize(
    ("written", "given", "sentence"),
    [
        ([OLD], [], "is encrypted and DATA_KEY is empty"),
        ([OLD], [OTHER], "is encrypted with the key marked [0-9a-f]{16}, which DATA_KEY does not"),
        ([], [NEW], "is not encrypted, and there is a DATA_KEY: run ./run rotate-key once"),
    ],
)
@pytest.mark.parametrize("gone", [[], INDEX, [*INDEX, "clinic.json", "aside/7.json"]])
async def test_a_start_is_refused_and_nothing_changes(
    written: list[bytes], given: list[bytes], sentence: str, gone: list[str]
) -> None:
    """With the lists of a clean stop and without; what a crash left behind stays as well."""
    disk = await a_folder(*written)
    Files(disk).write_atomic(f"{ANN_PATH}.tmp", b"half")
    Files(disk).write_atomic("chats/chat1.json", b"")
    for path in gone:
        Files(disk).delete(path)
    before = disk.files()
    with pytest.raises(WrongKey, match=sentence):
        await process(disk, *given).open()
    assert disk.files() == before


@pytest.mark.parametrize("place", ["clients", "chats", "aside", "clinic.json", "index"])
async def test_one_file_under_another_key_is_enough(place: str) -> None:
    """Wherever it lies: it would be missed when it is wanted."""
    disk = await a_folder(NEW)
    path = next(path for path in disk.files() if path.startswith(place))
    Files(disk, Seal([OTHER])).write_atomic(path, Files(disk, Seal([NEW])).read(path)[0])
    with pytest.raises(WrongKey, match=path):
        await process(disk, NEW).open()
    assert [path for path in disk.files() if path.startswith("quarantine")] == []


async def test_the_right_key_finds_everything_afterwards() -> None:
    """A wrong one was tried in between."""
    disk = await a_folder(NEW)
    with pytest.raises(WrongKey):
        await process(disk, OTHER).open()
    store = process(disk, NEW)
    await store.open()
    assert await store.load(ANN) == replace(
        saying(client_file(ANN, row("a"), chat_id=101), WORDS), version=1
    )
    assert await store.client_of_chat(ChatId(101)) in {ANN, BOB}
    assert list(await store.problems()) == []


async def test_a_key_taken_out_too_early_is_met_at_the_start() -> None:
    """Although the lists, under the new key, know each file as it is."""
    disk = await a_folder(OLD)
    store = process(disk, NEW, OLD)
    await store.open()
    await store.close()
    with pytest.raises(WrongKey):
        await process(disk, NEW).open()
    await process(disk, NEW, OLD).open()


async def test_what_is_changed_between_two_keys_is_under_the_first() -> None:
    """The rest stays readable until it is rotated."""
    disk = await a_folder(OLD)
    store = process(disk, NEW, OLD)
    await store.open()
    await store.change_client(ANN, lambda file: (saying(file, "again"), None))
    seen = rotation.survey(Files(disk, Seal([NEW, OLD])))
    assert seen.paths[rotation.Lies.NEWEST] == [ANN_PATH]
    assert len(seen.paths[rotation.Lies.OLDER]) == 4


async def test_a_wrong_key_met_while_running_puts_nothing_aside() -> None:
    """Somebody copied a file of another folder over Ann's: it stays, Bob goes on."""
    disk = await a_folder(NEW)
    store = process(disk, NEW)
    await store.open()
    foreign = Seal([OTHER]).close(b"{}")
    Files(disk).write_atomic(ANN_PATH, foreign)
    with pytest.raises(WrongKey):
        await store.change_client(ANN, lambda file: (saying(file, "again"), None))
    assert disk.files()[ANN_PATH] == foreign
    await store.change_client(BOB, lambda file: (saying(file, "again"), None))
    assert list(await store.problems()) == []


async def test_damage_under_the_right_key_is_put_aside() -> None:
    """As without a key: the rest goes on, and the operator reads why."""
    disk = await a_folder(NEW)
    raw = disk.files()[ANN_PATH]
    Files(disk).write_atomic(ANN_PATH, raw[:-9])
    store = process(disk, NEW)
    await store.open()
    (problem,) = await store.problems()
    assert "it is cut short or was changed: its own key does not open it" in problem
    assert await store.client_ids() == [BOB]
    with pytest.raises(Damaged):
        Files(disk, Seal([NEW])).read(f"quarantine/{ANN}.broken-seal.1.json")


async def test_names_and_lists_tell_no_more_than_without_a_key() -> None:
    """The same names, and nothing to read behind them."""
    clear, sealed = await a_folder(), await a_folder(NEW)
    assert sorted(clear.files()) == sorted(sealed.files())
    assert b"k-ann" in clear.files()["index/a.json"]
    for words in (WORDS, "k-ann", "K-ann", "hash of", "linked", "Berlin", '"format"'):
        assert (words, sealed.ever_held(words)) == (words, False)


def test_no_key_is_no_seal() -> None:
    """Data lies as it is unless the operator wants it otherwise."""
    assert (PLAIN.close(b"words"), PLAIN.marks) == (b"words", ())
