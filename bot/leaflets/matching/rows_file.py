"""A large table of bytes kept in a file: the rows asked for are read, the rest takes no memory.

A message needs a few of the encoder's 128,000 rows; the system keeps those often read at hand.
"""

import hashlib
import os
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.leaflets.matching import kept

Table = NDArray[np.uint8]


class Rows:
    """The rows of a table in a file, by their numbers; the file stays open as long as they live."""

    def __init__(self, file: FileIO, *, width_bytes: int) -> None:
        self._file = file
        self._width = width_bytes

    def __getitem__(self, numbers: NDArray[np.int64]) -> Table:
        """Return the rows of those numbers, in their order."""
        opened, width = self._file.fileno(), self._width
        read = b"".join(os.pread(opened, width, width * row) for row in numbers.tolist())
        return np.frombuffer(read, np.uint8).reshape(len(numbers), width)


def put_away(table: Table, stem: Path | None) -> Rows | Table:
    """Return the rows of a file that holds the table; where none can be kept, the table itself.

    The file's name is completed with a hash of the table; one that holds something else is
    written anew.
    """
    if stem is None:
        return table
    digest = hashlib.sha256(table.data).hexdigest()
    path = stem.with_name(f"{stem.name}-{digest[: kept.HASH_LETTERS]}.rows")
    try:
        if not _holds(path, digest):
            kept.put(path, table.tofile)
        return Rows(path.open("rb", buffering=0), width_bytes=table.shape[1])
    except OSError:
        return table


def _holds(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest
