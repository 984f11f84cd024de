"""A disk of a few megabytes, mounted for one test: what a full one or a read-only one does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE_BYTES = 4 * 1024 * 1024
PIECE = b"x" * 4096


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted folder."""

    folder: Path

    @property
    def filler(self) -> Path:
        """The file that takes all the room."""
        return self.folder / "filler"

    def fill(self) -> None:
        """Leave no room for a single byte."""
        with self.filler.open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(PIECE)
            except OSError:
                return

    def make_room(self) -> None:
        """Take the filler away."""
        self.filler.unlink()

    def protect(self) -> None:
        """Let nothing be written any more."""
        _mount("-o", "remount,ro", str(self.folder))


def _mount(*words: str) -> bool:
    done = subprocess.run(["mount", *words], capture_output=True, check=False)  # noqa: S607
    return done.returncode == 0


@contextmanager
def mounted(folder: Path) -> Iterator[SmallDisk]:
    """Mount it; skipped where that is not allowed, but not in CI where we are root."""
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "tmpfs", str(folder)):
        missing = "a small disk cannot be mounted here: that needs root"
        if os.environ.get("CI") == "true" and os.geteuid() == 0:
            pytest.fail(missing)
        pytest.skip(missing)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607
