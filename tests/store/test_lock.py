"""One process owns the data folder; the second hears one plain sentence and leaves it alone."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.ports import StoreUnavailable
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.store.samples import ANN, client_file

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import sys
from pathlib import Path
from bot.store.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.acquire()
print("owned", flush=True)
sys.stdin.read()
"""


def store_in(folder: Path) -> TinyDbStore:
    """A store that locks its folder."""
    lock = FolderLock(folder)
    return TinyDbStore(Files(Disk(folder)), start="s", offload=InlineOffload(), lock=lock)


async def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    """Also when the first is killed, the folder is free again; the refused one wrote nothing."""
    folder = tmp_path / "data"
    command = [sys.executable, "-c", OWNER, str(folder)]
    owner = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    try:
        assert owner.stdout is not None
        assert await owner.stdout.readline() == b"owned\n"
        with pytest.raises(StoreUnavailable, match="another process of this bot is using") as told:
            await store_in(folder).open()
        assert "\n" not in str(told.value)
        assert [path.name for path in folder.iterdir()] == ["lock"]
    finally:
        owner.kill()
        await owner.wait()
    store = store_in(folder)
    await store.open()
    await store.create(client_file(ANN))
    await store.close()


async def test_a_stopped_store_gives_the_folder_back(tmp_path: Path) -> None:
    """A second one may open after the first has closed, not before."""
    first, second = store_in(tmp_path / "data"), store_in(tmp_path / "data")
    await first.open()
    with pytest.raises(StoreUnavailable):
        await second.open()
    await first.close()
    await second.open()
    await second.close()


async def test_a_store_that_cannot_open_gives_the_folder_back(tmp_path: Path) -> None:
    """A newer format is refused, and the lock is not kept for nothing."""
    folder = tmp_path / "data"
    path = folder / "clients" / "an" / f"{ANN}.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"meta": {"1": {"format": 99}}}')
    with pytest.raises(StoreUnavailable, match="newer version"):
        await store_in(folder).open()
    path.unlink()
    store = store_in(folder)
    await store.open()
    await store.close()


async def test_a_folder_that_cannot_be_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Where a file lies in the way of the folder."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable, match="cannot be written to"):
        await store_in(tmp_path / "data").open()
