"""A real disk, under one root folder: the bare operations, the only code that touches data there.

`files` makes them safe; `memory_disk` stands in for it in the simulator and in tests.
"""

import os
from pathlib import Path
from typing import NamedTuple

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
Names = list[tuple[str, "Stamp | None"]]


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
        # Names are put together plainly: a start reads a hundred thousand files, a save seven.
        self._root = str(root)

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked."""
        handle = os.open(self._at(path), os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as file:
            seen = os.fstat(handle)
            return file.readall(), _stamp(seen)

    def create(self, path: str) -> int:
        """Open a new, empty file for writing, readable by its owner only."""
        return os.open(self._at(path), _NEW, 0o600)

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
        os.replace(self._at(path), self._at(target))

    def remove(self, path: str) -> None:
        """Delete the file."""
        os.remove(self._at(path))

    def name_also(self, path: str, name: str) -> None:
        """Give the file a second name."""
        os.link(self._at(path), self._at(name))

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder."""
        os.rmdir(self._at(path))

    def make_folder(self, path: str) -> None:
        """Make one folder, open to its owner only; the root with all above it."""
        Path(self._at(path)).mkdir(mode=0o700, parents=not path)

    def sync_folder(self, path: str) -> None:
        """Wait until the names in the folder are on the disk."""
        handle = os.open(self._at(path), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def list(self, path: str) -> Names:
        """Return the names in a folder: a file with its stamp, a folder without."""
        with os.scandir(self._at(path)) as entries:
            return [
                (entry.name, None if entry.is_dir(follow_symlinks=False) else _stamp(entry.stat()))
                for entry in entries
            ]

    def stat(self, path: str) -> Stamp:
        """Return how the file looks now."""
        return _stamp(os.stat(self._at(path)))

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"


def _stamp(seen: os.stat_result) -> Stamp:
    return Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ino)
