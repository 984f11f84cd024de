"""The only file that opens, writes, fsyncs, renames or deletes data.

`Disk` is the bare operations of a real disk; `Files` makes them safe: a write is whole or not
there, nothing reaches the disk but sealed, and what the disk refuses is said in our own words.
Paths are relative to the data folder, with slashes. What the bytes mean is not known here.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.ports import NotFound, StoreUnavailable
from bot.store.seal import PLAIN, Seal, WrongKey

if TYPE_CHECKING:
    from bot.store.memory_disk import MemoryDisk

_Names = list[tuple[str, "Stamp | None"]]

BESIDE = ".tmp"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW


class Stamp(NamedTuple):
    """How a file looked when it was seen: bytes, time of change in ns, and its number on disk.

    Each write makes a new file, so that even two writes within one tick of the clock differ.
    """

    size: int
    changed_ns: int
    inode: int


NO_STAMP = Stamp(0, 0, 0)


class Disk:
    """A real disk, under one root folder. Raises OSError as the system does."""

    def __init__(self, root: Path) -> None:
        """Keep the root; nothing is touched yet."""
        self._root = root

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked."""
        # Plainly by name: a start may read a hundred thousand of them.
        handle = os.open(f"{self._root}/{path}", os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as file:
            seen = os.fstat(handle)
            return file.readall(), _stamp(seen)

    def create(self, path: str) -> int:
        """Open a new, empty file for writing, readable by its owner only."""
        return os.open(self._root / path, _NEW, 0o600)

    def write(self, handle: int, data: memoryview) -> int:
        """Write what fits and return how many bytes that was."""
        return os.write(handle, data)

    def sync(self, handle: int) -> Stamp:
        """Wait until the file's bytes are on the disk."""
        os.fsync(handle)
        return _stamp(os.fstat(handle))

    def close(self, handle: int) -> None:
        """Give the handle back."""
        os.close(handle)

    def rename(self, path: str, target: str) -> None:
        """Put the file in the place of the target, in one step."""
        (self._root / path).replace(self._root / target)

    def remove(self, path: str) -> None:
        """Delete the file."""
        (self._root / path).unlink()

    def make_folder(self, path: str) -> None:
        """Make one folder, open to its owner only; the root with all above it."""
        (self._root / path).mkdir(mode=0o700, parents=not path)

    def sync_folder(self, path: str) -> None:
        """Wait until the names in the folder are on the disk."""
        handle = os.open(self._root / path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def list(self, path: str) -> _Names:
        """Return the names in a folder: a file with its stamp, a folder without."""
        with os.scandir(self._root / path) as entries:
            return [
                (entry.name, None if entry.is_dir(follow_symlinks=False) else _stamp(entry.stat()))
                for entry in entries
            ]

    def stat(self, path: str) -> Stamp:
        """Return how the file looks now."""
        return _stamp((self._root / path).stat())


def _stamp(seen: os.stat_result) -> Stamp:
    return Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ino)


class Files:
    """Whole files, safely. Every method raises StoreUnavailable when the disk refuses."""

    def __init__(self, disk: "Disk | MemoryDisk", seal: Seal = PLAIN) -> None:
        """Keep the disk and the keys; nothing is touched yet."""
        self._disk = disk
        self._seal = seal
        self._unsynced: set[str] = set()
        self._syncing = threading.Lock()

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
        with _translated():
            stamp = self._replace(path, self._seal.close(data))
            self._disk.sync_folder(folder_of(path))
            self._sync_made_folders()
            return stamp

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

    def list(self, folder: str) -> list[tuple[str, Stamp]]:
        """Return every file under the folder, its path and stamp, sorted; none without a folder."""
        with _translated():
            try:
                names = self._disk.list(folder)
            except FileNotFoundError:
                return []
            return sorted(self._walk(folder, names))

    def stat(self, path: str) -> Stamp | None:
        """Return how the file looks now, None when it is not there."""
        with _translated():
            try:
                return self._disk.stat(path)
            except FileNotFoundError:
                return None

    def _walk(self, folder: str, names: _Names) -> Iterator[tuple[str, Stamp]]:
        for name, stamp in names:
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
        # Noted before, for whoever writes into it at once; and after, as it may be synced between.
        self._unsynced.add(above)
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
