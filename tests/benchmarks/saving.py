"""What a save costs in a folder of many clients, beside the bare steps and beside SQLite."""

import os
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from bot.core.client import ClientFile
from bot.core.outbox import FileId
from bot.store import layout
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from bot.timing.offload import ThreadOffload

SEED = 11
SQLITE_ROWS = 1_000


@dataclass(slots=True)
class Times:
    """Seconds of each kind of save, one number a round."""

    save: list[float] = field(default_factory=list)
    with_reading: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    sqlite: list[float] = field(default_factory=list)

    def ratio(self, mine: list[float], peer: list[float]) -> float:
        """Return how many times the peer's median is mine."""
        return median(mine) / median(peer)


async def opened(folder: Path) -> TinyDbStore:
    """Return the store on that folder, open."""
    start = SystemClock().now().isoformat()
    store = TinyDbStore(Files(Disk(folder)), start=start, offload=ThreadOffload(SystemClock()))
    await store.open()
    return store


async def compared(
    few: tuple[Path, Sequence[FileId]], many: tuple[Path, Sequence[FileId]], rounds: int
) -> tuple[Times, Times]:
    """Save to clients by chance in both folders, in turns; return the times of few and many."""
    chance = random.Random(SEED)
    stores = [await opened(folder) for folder, _ in (few, many)]
    found = (Times(), Times())
    database = _sqlite(many[0].parent / "peer.sqlite3", _bytes_of(*many)[0])
    for _ in range(rounds):
        for (folder, ids), store, times in zip((few, many), stores, found, strict=True):
            await _round(store, folder, (chance.choice(ids), chance.choice(ids)), times)
            path = folder / layout.path_of(chance.choice(ids))
            content = path.read_bytes()
            times.bare.append(_bare(path.parent, content))
            times.sqlite.append(_update(database, chance.randrange(SQLITE_ROWS), content))
    for store in stores:
        await store.close()
    return found


async def _round(
    store: TinyDbStore, folder: Path, ids: tuple[FileId, FileId], times: Times
) -> None:
    known, unread = ids
    await store.load(known)
    times.save.append(await _seconds(lambda: store.change_client(known, _noting)))
    times.with_reading.append(await _seconds(lambda: store.change_client(unread, _noting)))


def _noting(file: ClientFile) -> tuple[ClientFile, None]:
    """Note an event, as every answer does; the newest stays alone, so that files do not grow."""
    noted = replace(file, events=file.events[:4])
    return noted.noting(SystemClock().now(), "measured", "bot"), None


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def _bare(folder: Path, content: bytes) -> float:
    """Write, fsync, rename, fsync the folder: the least that keeps a file whole."""
    beside, target = folder / "peer.tmp", folder / "peer"
    began = time.perf_counter()
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(handle, content)
    os.fsync(handle)
    os.close(handle)
    beside.rename(target)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(handle)
    os.close(handle)
    taken = time.perf_counter() - began
    target.unlink()
    return taken


def _bytes_of(folder: Path, ids: Sequence[FileId]) -> list[bytes]:
    return [(folder / layout.path_of(ids[0])).read_bytes()]


def _sqlite(path: Path, content: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE clients (number INTEGER PRIMARY KEY, content BLOB)")
    rows = ((number, content) for number in range(SQLITE_ROWS))
    database.execute("BEGIN")
    database.executemany("INSERT INTO clients VALUES (?, ?)", rows)
    database.execute("COMMIT")
    return database


def _update(database: sqlite3.Connection, number: int, content: bytes) -> float:
    began = time.perf_counter()
    database.execute("UPDATE clients SET content = ? WHERE number = ?", (content, number))
    return time.perf_counter() - began
