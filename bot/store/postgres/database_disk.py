"""The database in a disk's place, so that what works on a folder works on it too.

A backup, a restore, a change of keys, an erasure and what is put aside go by paths. Files of
clients, chats and the clinic are rows of `files`, all else is in `pages`; backups lie on the
machine's own disk. A file is there once it has its name, whole; what never got one is forgotten.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from bot.core.outbox import FileId
from bot.store import layout
from bot.store.disk import Disk, Names, Stamp
from bot.store.postgres import rows
from bot.store.postgres.queries import named
from bot.store.postgres.refusals import translated
from bot.store.seal import Seal

Connection = psycopg.Connection[tuple[Any, ...]]
Pool = ConnectionPool[Connection]
Rows = list[tuple[Any, ...]]
NOBODY = frozenset[str]()


class DatabaseDisk:
    """The same operations as `Disk`; they raise StoreUnavailable where the database refuses."""

    def __init__(self, pool: Pool, seal: Seal, own_disk: Disk) -> None:
        """Take the way to the database, and the machine's own disk for backups."""
        self._pool = pool
        self._seal = seal
        self._own = own_disk
        self._open: dict[int, tuple[str, bytearray]] = {}
        self._beside: dict[str, bytes] = {}
        self._handles = count(-2, -1)

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked."""
        if _is_own(path):
            return self._own.read(path)
        file_id = _file_id(path)
        if file_id is None:
            (content,) = self._one("read_page", path=path)
            return content, Stamp(len(content), 0, 0)
        place, version, content = self._one("content", id=file_id)
        return content, Stamp(len(content), version, place)

    def create(self, path: str) -> int:
        """Begin a new, empty file."""
        if _is_own(path):
            return self._own.create(path)
        handle = next(self._handles)
        self._open[handle] = (path, bytearray())
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        """Take all of it and return how many bytes that was."""
        if handle >= 0:
            return self._own.write(handle, data)
        self._open[handle][1].extend(data)
        return len(data)

    def sync(self, handle: int) -> Stamp:
        """Nothing is on the disk before the rename, and all of it then."""
        if handle >= 0:
            return self._own.sync(handle)
        return Stamp(len(self._open[handle][1]), 0, 0)

    def close(self, handle: int) -> None:
        """Give the handle back."""
        if handle >= 0:
            self._own.close(handle)
            return
        path, data = self._open.pop(handle)
        self._beside[path] = bytes(data)

    def rename(self, path: str, target: str) -> None:
        """Put the file in the place of the target, in one step."""
        if _is_own(target):
            self._own.rename(path, target)
            return
        written = self._beside.pop(path, None)
        content = self.read(path)[0] if written is None else written
        with self._asking() as connection, connection.transaction():
            self._put(connection, target, content)
            if written is None:
                self._drop(connection, path)

    def remove(self, path: str) -> None:
        """Delete the file."""
        if _is_own(path):
            self._own.remove(path)
        elif self._beside.pop(path, None) is None:
            with self._asking() as connection, connection.transaction():
                self._drop(connection, path)
                file_id = _file_id(path)
                if file_id is not None and not layout.is_desk(file_id):
                    photos = f"{layout.photo_folder(file_id)}/{file_id}."
                    connection.execute(named("drop_photos"), {"photos": photos})

    def name_also(self, path: str, name: str) -> None:
        """Give the file a second name, as the machine's own disk can."""
        if not _is_own(path):
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        self._own.name_also(path, name)

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder."""
        if _is_own(path):
            self._own.remove_folder(path)

    def make_folder(self, path: str) -> None:
        """Make one folder of the machine's own; in the database there are none to make."""
        if _is_own(path) or not path:
            self._own.make_folder(path)

    def sync_folder(self, path: str) -> None:
        """Wait until the names in the folder are on the disk, as they are in the database."""
        if _is_own(path):
            self._own.sync_folder(path)

    def list(self, path: str) -> Names:
        """Return the names in a folder: a file with its stamp, a folder without."""
        if _is_own(path):
            return self._own.list(path)
        if not path:
            return self._root()
        place, _, start = path.partition("/")
        if place == layout.CHATS:
            return self._files(rows.DESK, "")
        if place == layout.CLIENTS and start:
            return self._files(rows.CLIENT, start)
        if place == layout.CLIENTS:
            return [(letters, None) for (letters,) in self._all("starts_of_ids")]
        return self._pages(f"{path}/")

    def stat(self, path: str) -> Stamp:
        """Return how the file looks now."""
        if _is_own(path):
            return self._own.stat(path)
        file_id = _file_id(path)
        if file_id is None:
            return self.read(path)[1]
        place, version, size = self._one("look", id=file_id)
        return Stamp(size, version, place)

    def _root(self) -> Names:
        folders: Names = [(layout.CLIENTS, None), (layout.CHATS, None)]
        own = [each for each in self._own.list("") if each[0] == layout.BACKUPS]
        try:
            clinic = [(layout.CLINIC, self.stat(layout.CLINIC))]
        except FileNotFoundError:
            clinic = []
        return [*folders, *clinic, *own, *self._pages("")]

    def _files(self, kind: str, start: str) -> Names:
        found = self._all("ids_below", kind=kind, start=start)
        named_files = (
            (layout.path_of(file_id).rpartition("/")[2], Stamp(size, version, place))
            for file_id, place, version, size in found
        )
        return list(named_files)

    def _pages(self, folder: str) -> Names:
        found: dict[str, Stamp | None] = {}
        for path, size in self._all("pages_below", folder=folder):
            name, slash, _ = path.removeprefix(folder).partition("/")
            found[name] = None if slash else Stamp(size, 0, 0)
        return list(found.items())

    def _put(self, connection: Connection, path: str, content: bytes) -> None:
        file_id = _file_id(path)
        if file_id is None:
            connection.execute(named("write_page"), {"path": path, "content": content})
            return
        file = rows.file_in(file_id, content, self._seal)
        columns = rows.columns_of(file, content, self._seal, start="", present=NOBODY)
        connection.execute(named("put"), columns)

    def _drop(self, connection: Connection, path: str) -> None:
        file_id = _file_id(path)
        query = named("drop_page") if file_id is None else named("drop")
        if not connection.execute(query, {"path": path, "id": file_id}).rowcount:
            raise _missing()

    def _one(self, query: str, **values: object) -> tuple[Any, ...]:
        found = self._all(query, **values)
        if not found:
            raise _missing()
        return found[0]

    def _all(self, query: str, **values: object) -> Rows:
        with self._asking() as connection:
            return connection.execute(named(query), values).fetchall()

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        with translated(), self._pool.connection() as connection:
            yield connection


def _is_own(path: str) -> bool:
    return path == layout.BACKUPS or path.startswith(f"{layout.BACKUPS}/")


def _file_id(path: str) -> FileId | None:
    return layout.CLINIC_ID if path == layout.CLINIC else layout.id_of(path)


def _missing() -> OSError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
