"""A disk in memory that remembers every byte it ever took: what must never be kept, never was."""

from bot.store.memory_disk import MemoryDisk


class WatchedDisk(MemoryDisk):
    """A disk in memory that remembers every byte that was ever written to it."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.written = bytearray()

    def write(self, handle: int, data: memoryview) -> int:
        """Write, and remember."""
        taken = super().write(handle, data)
        self.written += data[:taken]
        return taken

    def files(self, folder: str = "") -> dict[str, bytes]:
        """Return what lies on the disk now, by path."""
        found: dict[str, bytes] = {}
        for name, stamp in self.list(folder):
            path = f"{folder}/{name}" if folder else name
            found |= self.files(path) if stamp is None else {path: self.read(path)[0]}
        return found

    def holds(self, words: str) -> list[str]:
        """Return the paths of the files in which the words stand, in names or content."""
        raw = words.encode()
        files = self.files()
        return [path for path, content in files.items() if raw in content or words in path]

    def ever_held(self, words: str) -> bool:
        """Tell whether the words were ever written to any file."""
        return words.encode() in self.written
