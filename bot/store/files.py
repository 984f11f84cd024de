"""The bare operations of a disk made safe: nothing else opens, writes, renames or deletes data.

A write is whole or not there, nothing reaches the disk but sealed, and what the disk refuses is
said in our own words. Paths are relative to the data folder, with slashes. What the bytes mean is
not known here.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from bot.ports import NotFound, StoreUnavailable
from bot.store.disk import Disk, Names, Stamp
from bot.store.seal import PLAIN, Seal, WrongKey

if TYPE_CHECKING:
    from bot.store.memory_disk import MemoryDisk
    from bot.store.postgres.database_disk import DatabaseDisk

BESIDE = ".tmp"
NO_SECOND_NAMES = frozenset({errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV})


class WholeFiles(Protocol):
    """Where one file is read and written whole: a folder, or what stands in its place."""

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked. Raises NotFound, Damaged, WrongKey."""

    def write_atomic(self, path: str, data: bytes) -> Stamp:
        """Put these bytes in the place of the file."""


class Files:
    """Whole files, safely. Every method raises StoreUnavailable when the disk refuses."""

    def __init__(self, disk: "Disk | MemoryDisk | DatabaseDisk", seal: Seal = PLAIN) -> None:
        """Keep the disk and the keys; nothing is touched yet."""
        self._disk = disk
        self._seal = seal
        self._unsynced: set[str] = set()
        self._syncing = threading.RLock()

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the keys in use, the first of which writes; none when data lies open."""
        return self._seal.marks

    def make_root(self) -> None:
        """Make the data folder and those above it; one that is there is fine."""
        with _translated(), suppress(FileExistsError):
            self._disk.make_folder("")

    def make_folder(self, path: str) -> None:
        """Make the folder and those above it but the root; one that is there is fine."""
        with _translated():
            self._make_folder(path)
            self._sync_made_folders()

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked. Raises NotFound, Damaged, WrongKey."""
        data, stamp = self.read_as_it_lies(path)
        try:
            return self._seal.open(data), stamp
        except WrongKey as wrong:
            raise WrongKey(f"{path} {wrong}") from None

    def read_as_it_lies(self, path: str) -> tuple[bytes, Stamp]:
        """Return the file's bytes on the disk, sealed or not. Raises NotFound."""
        with _translated(missing=True):
            return self._disk.read(path)

    def write_atomic(self, path: str, data: bytes) -> Stamp:
        """Put these bytes in the place of the file: afterwards it is the old or the new, whole.

        When this returns, the new file is on the disk, also after a power cut.
        """
        return self.write_as_it_lies(path, self._seal.close(data))

    def write_as_it_lies(self, path: str, data: bytes) -> Stamp:
        """Do the same with bytes that lie so on a disk already, sealed or not."""
        with _translated():
            stamp = self._replace(path, data)
            self._disk.sync_folder(folder_of(path))
            self._sync_made_folders()
            return stamp

    def name_also(self, path: str, name: str) -> bool:
        """Give the file a second name, whose folder is made; False on a disk that has no such.

        Both are one file on the disk, which no write changes: each makes a new file.
        """
        with _translated():
            self._make_folder(folder_of(name))
            try:
                self._disk.name_also(path, name)
            except OSError as error:
                if error.errno not in NO_SECOND_NAMES:
                    raise
                return False
        self.sync_folder(folder_of(name))
        return True

    def delete(self, path: str) -> None:
        """Delete the file for good; one that is not there is fine."""
        with _translated():
            with suppress(FileNotFoundError):
                self._disk.remove(path)
            # Also when it is gone already: an earlier try may have got no further.
            with suppress(FileNotFoundError):
                self._disk.sync_folder(folder_of(path))

    def move_aside(self, path: str, target: str) -> None:
        """Give the file another name, in another folder. Raises NotFound."""
        with _translated(missing=True):
            self._disk.rename(path, target)
            self._disk.sync_folder(folder_of(target))
            self._disk.sync_folder(folder_of(path))

    def sync_folder(self, folder: str) -> None:
        """Wait until the folder and the names in it are on the disk; a missing one is fine."""
        with _translated():
            with suppress(FileNotFoundError):
                self._disk.sync_folder(folder)
            self._sync_made_folders()

    def folders(self, folder: str) -> list[str]:
        """Return the names of the folders in the folder, sorted; none without a folder."""
        with _translated():
            try:
                names = self._disk.list(folder)
            except FileNotFoundError:
                return []
            return sorted(name for name, stamp in names if stamp is None)

    def list(self, folder: str) -> list[tuple[str, Stamp]]:
        """Return every file under the folder, its path and stamp, sorted; none without a folder."""
        return sorted(self.walk(folder))

    def walk(self, folder: str) -> Iterator[tuple[str, Stamp]]:
        """Yield every file under the folder, its path and stamp, a folder at a time, by name."""
        with _translated():
            try:
                names = self._disk.list(folder)
            except FileNotFoundError:
                return
            yield from self._walk(folder, names)

    def delete_folder(self, folder: str) -> None:
        """Delete the folder with all in it."""
        for name in self.folders(folder):
            self.delete_folder(f"{folder}/{name}")
        for path, _ in self.list(folder):
            self.delete(path)
        with _translated(), suppress(FileNotFoundError):
            self._disk.remove_folder(folder)
            self._disk.sync_folder(folder_of(folder))

    def stat(self, path: str) -> Stamp | None:
        """Return how the file looks now, None when it is not there."""
        with _translated():
            try:
                return self._disk.stat(path)
            except FileNotFoundError:
                return None

    def _walk(self, folder: str, names: Names) -> Iterator[tuple[str, Stamp]]:
        for name, stamp in sorted(names, key=itemgetter(0)):
            path = f"{folder}/{name}" if folder else name
            if stamp is None:
                yield from self._walk(path, self._disk.list(path))
            else:
                yield path, stamp

    def _replace(self, path: str, data: bytes) -> Stamp:
        beside = path + BESIDE
        handle = self._create(beside)
        try:
            stamp = self._fill(handle, data)
            self._disk.rename(beside, path)
        except OSError:
            # What is left of it would be removed at the next start anyway; say the first error.
            with suppress(OSError):
                self._disk.remove(beside)
            raise
        return stamp

    def _fill(self, handle: int, data: bytes) -> Stamp:
        try:
            self._write_all(handle, data)
            return self._disk.sync(handle)
        finally:
            self._disk.close(handle)

    def _write_all(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            taken = self._disk.write(handle, rest)
            if taken <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[taken:]

    def _create(self, path: str) -> int:
        try:
            return self._disk.create(path)
        except FileNotFoundError:
            self._make_folder(folder_of(path))
            return self._disk.create(path)

    def _make_folder(self, path: str) -> None:
        above = folder_of(path)
        # Together, so that whoever writes into the new folder at once finds it noted; and noted
        # only once it is there, so that nobody else waits for a folder that is not made yet.
        with self._syncing:
            try:
                self._disk.make_folder(path)
            except FileExistsError:
                return
            except FileNotFoundError:
                # The root is made at the start only: when it is gone later, so are the clients.
                if not above:
                    raise
                self._make_folder(above)
                self._disk.make_folder(path)
            self._unsynced.add(above)

    def _sync_made_folders(self) -> None:
        # Waits for another thread that is at it: what it syncs is on the disk only afterwards.
        with self._syncing:
            while self._unsynced:
                folder = self._unsynced.pop()
                try:
                    self._disk.sync_folder(folder)
                except OSError:
                    self._unsynced.add(folder)
                    raise


def folder_of(path: str) -> str:
    """Return the folder in which the file lies."""
    return path.rpartition("/")[0]


@contextmanager
def _translated(*, missing: bool = False) -> Iterator[None]:
    """Say what the disk refuses in our own words; a missing file is one only where it may be."""
    try:
        yield
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise NotFound("there is no such file") from error
        name = errno.errorcode.get(error.errno or 0, "unknown")
        raise StoreUnavailable(f"the disk refused: {name}") from error
