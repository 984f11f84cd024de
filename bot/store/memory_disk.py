"""A disk in memory that forgets, at a crash, whatever was not fsynced.

It stands in for a real one in the simulator and in tests, and fails where a test tells it to.
`in_memory()` gives `Files` over a fresh one.
"""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.store.disk import Stamp
from bot.store.files import Files

Fault = Callable[[str, str], int | None]


@dataclass(slots=True)
class _Node:
    """One file's bytes as programs see them, and as they lie on the disk."""

    inode: int
    changed: int
    data: bytes = b""
    synced: bytes = b""

    @property
    def stamp(self) -> Stamp:
        return Stamp(len(self.data), self.changed, self.inode)


@dataclass(slots=True)
class _Folder:
    """The names in one folder, seen and on the disk; `pending` are those that may differ."""

    seen: dict[str, "_Node | _Folder"] = field(default_factory=dict)
    kept: dict[str, "_Node | _Folder"] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)


def in_memory() -> Files:
    """Return files on a fresh disk in memory."""
    return Files(MemoryDisk())


class MemoryDisk:
    """The same operations as `Disk`. `fault` is called before each with its name and path.

    It may raise an OSError, or for a write return how many bytes are taken at most.
    """

    def __init__(self, fault: Fault | None = None) -> None:
        """Start empty, with a root folder."""
        self.fault = fault
        self._root = _Folder()
        self._open: dict[int, _Node] = {}
        self._paths: dict[int, str] = {}
        self._numbers = count(1)

    def crash(self) -> None:
        """Forget all that was not fsynced, as a power cut does."""
        self._open.clear()
        _forget(self._root)

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the whole file and how it looked."""
        self._ask("read", path)
        node = self._node(path)
        return node.data, node.stamp

    def create(self, path: str) -> int:
        """Open a new, empty file for writing."""
        self._ask("create", path)
        folder, name = self._place(path)
        node = _Node(inode=next(self._numbers), changed=next(self._numbers))
        folder.seen[name] = node
        folder.pending.add(name)
        self._open[node.inode] = node
        self._paths[node.inode] = path
        return node.inode

    def write(self, handle: int, data: memoryview) -> int:
        """Write what fits and return how many bytes that was."""
        limit = self._ask("write", self._paths[handle])
        taken = len(data) if limit is None else min(limit, len(data))
        self._open[handle].data += data[:taken]
        return taken

    def sync(self, handle: int) -> Stamp:
        """Keep the file's bytes over a crash."""
        self._ask("sync", self._paths[handle])
        node = self._open[handle]
        node.synced = node.data
        return node.stamp

    def close(self, handle: int) -> None:
        """Give the handle back."""
        del self._open[handle], self._paths[handle]

    def rename(self, path: str, target: str) -> None:
        """Put the file in the place of the target, in one step."""
        self._ask("rename", path)
        node = self._node(path)
        to_folder, to_name = self._place(target)
        folder, name = self._place(path)
        del folder.seen[name]
        to_folder.seen[to_name] = node
        folder.pending.add(name)
        to_folder.pending.add(to_name)

    def remove(self, path: str) -> None:
        """Delete the file."""
        self._ask("remove", path)
        self._node(path)
        folder, name = self._place(path)
        del folder.seen[name]
        folder.pending.add(name)

    def name_also(self, path: str, name: str) -> None:
        """Give the file a second name."""
        self._ask("name_also", path)
        node = self._node(path)
        folder, last = self._place(name)
        if last in folder.seen:
            raise FileExistsError
        folder.seen[last] = node
        folder.pending.add(last)

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder."""
        self._ask("remove_folder", path)
        if self._folder(path).seen:
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
        folder, name = self._place(path)
        del folder.seen[name]
        folder.pending.add(name)

    def make_folder(self, path: str) -> None:
        """Make one folder."""
        self._ask("make_folder", path)
        folder, name = self._place(path)
        if not name or name in folder.seen:
            raise FileExistsError
        folder.seen[name] = _Folder()
        folder.pending.add(name)

    def sync_folder(self, path: str) -> None:
        """Keep the names in the folder over a crash."""
        self._ask("sync_folder", path)
        folder = self._folder(path)
        for name in folder.pending:
            _settle(folder, name)
        folder.pending.clear()

    def list(self, path: str) -> list[tuple[str, Stamp | None]]:
        """Return the names in a folder: a file with its stamp, a folder without."""
        self._ask("list", path)
        seen = self._folder(path).seen
        return [(n, x.stamp if isinstance(x, _Node) else None) for n, x in seen.items()]

    def stat(self, path: str) -> Stamp:
        """Return how the file looks now."""
        self._ask("stat", path)
        return self._node(path).stamp

    def _ask(self, operation: str, path: str) -> int | None:
        return self.fault(operation, path) if self.fault else None

    def _node(self, path: str) -> _Node:
        folder, name = self._place(path)
        node = folder.seen.get(name)
        if not isinstance(node, _Node):
            raise FileNotFoundError
        return node

    def _place(self, path: str) -> tuple[_Folder, str]:
        above, _, name = path.rpartition("/")
        return self._folder(above), name

    def _folder(self, path: str) -> _Folder:
        folder = self._root
        for name in path.split("/") if path else ():
            inner = folder.seen.get(name)
            if not isinstance(inner, _Folder):
                raise FileNotFoundError
            folder = inner
        return folder


def _settle(folder: _Folder, name: str) -> None:
    if name in folder.seen:
        folder.kept[name] = folder.seen[name]
    else:
        folder.kept.pop(name, None)


def _forget(folder: _Folder) -> None:
    folder.pending.clear()
    folder.seen = dict(folder.kept)
    for inner in folder.seen.values():
        if isinstance(inner, _Folder):
            _forget(inner)
        else:
            inner.data = inner.synced
