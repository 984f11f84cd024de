"""Which content was checked whole and found without fault, so that the next start need not.

It is known by a hash of every byte of the content, of this program and of Python, and of the
versions of the packages whose rules the check goes by: whatever differs is checked anew. A broken
note is as good as none, and a folder nobody may write to costs some seconds at each start.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

LEARNT_FOLDER = ".learnt"
NOTE = "checked.json"
_PROGRAM = Path(__file__).parents[1]
_PROGRAM_FILES = (".py", ".toml")
_PACKAGES = ("astral", "babel", "msgspec", "telegramify-markdown", "tzdata")


def fingerprint(content_dir: Path) -> str:
    """Return the hash of all that the check depends on."""
    found = hashlib.sha256(sys.version.encode())
    for package in _PACKAGES:
        found.update(f"\n{package} {metadata.version(package)}".encode())
    for path in _all(content_dir):
        found.update(_told(path, content_dir))
    for path in _all(_PROGRAM):
        if path.suffix in _PROGRAM_FILES:
            found.update(_told(path, _PROGRAM))
    return found.hexdigest()


def notices(folder: Path, known_as: str) -> tuple[str, ...] | None:
    """Return what its check told of that content; None for content that is not known as sound."""
    try:
        note = json.loads((folder / NOTE).read_bytes())
        told = note["notices"] if note["fingerprint"] == known_as else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return tuple(map(str, told)) if isinstance(told, list) else None


def note(folder: Path, known_as: str, notices: tuple[str, ...]) -> None:
    """Remember content without fault, and what its check told."""
    put(folder / NOTE, json.dumps({"fingerprint": known_as, "notices": notices}).encode())


def put(path: Path, content: bytes) -> None:
    """Write a file whole, or not at all where nobody may write."""
    # Two processes may check at the same time: each writes its own file beside.
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)


def _all(root: Path) -> Iterator[Path]:
    """Yield the folder, each file in it and each folder below, in order."""
    for folder, below, names in os.walk(root):
        below.sort()
        yield Path(folder)
        yield from (Path(folder, name) for name in sorted(names))


def _told(path: Path, root: Path) -> bytes:
    """Return where it lies, whether it is a link, and all that is in it."""
    content = path.read_bytes() if path.is_file() else b""
    place = path.relative_to(root).as_posix()
    return f"\n{place} {path.is_symlink()} {len(content)}\n".encode() + content
