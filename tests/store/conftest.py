"""Shelves: each a place where a store keeps things, that can be opened again after a stop.

The contract suite runs on every shelf; another kind of store adds its own to `SHELVES`.
"""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Offload
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk
from bot.store.postgres_store import PostgresStore
from bot.store.seal import PLAIN, Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from bot.timing.offload import InlineOffload, ThreadOffload
from tests import data_keys
from tests.store.database_shelf import DatabaseShelf, MakeShelf


class Shelf:
    """One data folder, and the processes that use it one after the other."""

    def __init__(self, disk: MemoryDisk | Disk, offload: Offload, seal: Seal = PLAIN) -> None:
        """Keep the disk; nothing is opened yet."""
        self.disk = disk
        self.seal = seal
        self.files = Files(disk, seal)
        self._offload = offload
        self._starts = itertools.count(1)
        self._open: TinyDbStore | None = None

    async def open(self) -> TinyDbStore:
        """Start a process on the folder; one that is still open is left as a killed one is."""
        self.files = Files(self.disk, self.seal)
        start = f"start-{next(self._starts)}"
        self._open = TinyDbStore(self.files, start=start, offload=self._offload)
        await self._open.open()
        return self._open

    async def reopen(self) -> TinyDbStore:
        """Stop cleanly and start again."""
        if self._open is not None:
            await self._open.close()
        return await self.open()

    async def end(self) -> None:
        """Nothing is left to let go of."""


def on_memory(_: Path) -> Shelf:
    """A folder in memory, all work inline."""
    return Shelf(MemoryDisk(), InlineOffload())


def on_disk(folder: Path) -> Shelf:
    """A real folder, work in threads where production does it."""
    return Shelf(Disk(folder / "data"), ThreadOffload(SystemClock()))


def sealed(_: Path) -> Shelf:
    """A folder in memory that is encrypted."""
    return Shelf(MemoryDisk(), InlineOffload(), Seal([data_keys.NEW]))


SHELVES = {"memory": on_memory, "disk": on_disk, "sealed": sealed}
SEALS = {"postgres": PLAIN, "sealed postgres": Seal([data_keys.NEW])}


@pytest.fixture(params=SHELVES)
def folder_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Each kind of folder in turn, for what only a folder can come to."""
    return SHELVES[request.param](tmp_path)


@pytest.fixture(params=(*SHELVES, *SEALS))
async def shelf(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Shelf | DatabaseShelf]:
    """Each kind of shelf in turn."""
    if request.param in SHELVES:
        yield SHELVES[request.param](tmp_path)
        return
    shelf = DatabaseShelf(request.getfixturevalue("database_url"), tmp_path, SEALS[request.param])
    yield shelf
    await shelf.end()


@pytest.fixture
async def store(shelf: Shelf | DatabaseShelf) -> AsyncIterator[TinyDbStore | PostgresStore]:
    """An open store on the shelf."""
    store = await shelf.open()
    yield store
    await store.close()


@pytest.fixture
def memory() -> Shelf:
    """The shelf in memory, for what needs to look at the disk or break it."""
    return on_memory(Path())


@pytest.fixture
async def make_shelf(database_url: str, tmp_path: Path) -> AsyncIterator[MakeShelf]:
    """Make the shelf of a test, with keys if asked."""
    made: list[DatabaseShelf] = []

    def make(seal: Seal = PLAIN) -> DatabaseShelf:
        made.append(DatabaseShelf(database_url, tmp_path / str(len(made)), seal))
        return made[-1]

    yield make
    for shelf in made:
        await shelf.end()
