"""What was learnt, kept beside the program under a hash of all it was learnt from.

A broken copy is learnt anew, and a folder nobody may write to costs some seconds at each start.
"""

import contextlib
import glob
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HASH_LETTERS = 16

Arrays = Mapping[str, NDArray[Any]]


def path_of(stem: Path | None, learnt_from: Any) -> Path | None:
    """Return the file for what is learnt from plain values, None where nothing is kept."""
    if stem is None:
        return None
    name = hashlib.sha256(json.dumps(learnt_from).encode()).hexdigest()[:HASH_LETTERS]
    return stem.with_name(f"{stem.name}-{name}.npz")


def read(path: Path | None) -> Arrays | None:
    """Return what is kept, None where there is nothing or it is broken."""
    if path is None or not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def write(path: Path | None, arrays: Arrays) -> None:
    """Keep what was learnt, and forget what was learnt from former examples."""
    if path is None:
        return
    with contextlib.suppress(OSError):
        put(path, lambda beside: np.savez(beside, **arrays))  # type: ignore[arg-type]


def put(path: Path, write_to: Callable[[Path], object]) -> None:
    """Write a file as a whole, and forget those of the same name but for the hash.

    Raises OSError where the folder cannot be written.
    """
    # Two processes may learn at the same time: each writes its own file beside.
    beside = path.with_suffix(f".{os.getpid()}{path.suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_to(beside)
    beside.replace(path)
    _forget_former(path)


def _forget_former(path: Path) -> None:
    stem = path.stem[:-HASH_LETTERS]
    for former in path.parent.glob(f"{glob.escape(stem)}*{path.suffix}"):
        if len(former.stem) == len(path.stem) and former != path:
            former.unlink(missing_ok=True)
