"""The list of what was erased: keyed hashes of clients' ids and deleted photos' marks.

Beside each stands when, who had it go and why; in a list of format 1, only when. It names nobody to
whoever reads it, and tells of any file or photo that a backup brings back whether it was erased.
What is done then is `folder`'s.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from bot.core import photo_chores, progress
from bot.core.client import ClientFile, Erasure
from bot.ports import Damaged, NotFound
from bot.store import layout
from bot.store.files import Files
from bot.store.migrations import NewerFormat

FORMAT = 2


class _Written(msgspec.Struct):
    """The list as it lies on the disk: what is kept of each erasure, by the hash of the id."""

    format: int
    key: str
    erased: dict[str, Erasure | datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, to be asked by a client's id or a photo's mark."""

    key: str
    hashes: Mapping[str, Erasure] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Tell whether the client, or the photo, of that name was erased."""
        return self.of(name) is not None

    def of(self, name: str) -> Erasure | None:
        """Return what is kept of its erasure, None where it was not erased."""
        return self.hashes.get(_hash(self.key, name)) if self.hashes else None


NOBODY = Erased(key="")


def read(files: Files) -> Erased:
    """Return the list as it lies on the disk. Raises NotFound, Damaged, NewerFormat."""
    written = _read(files)
    return Erased(key=written.key, hashes=_erasures(written))


def without_deleted(file: ClientFile, *lists: Erased) -> ClientFile:
    """Return a client's file without the photos that were deleted since it was written."""
    for photo in file.photos:
        mark = photo_chores.mark_of(file.id, photo.id)
        found = (each.of(mark) for each in lists)
        erasure = next((each for each in found if each is not None), None)
        if erasure is not None:
            file = progress.without(file, [photo], erasure.at)
    return file


def remember(files: Files, names: Sequence[str], erasure: Erasure, *, fresh_key: str) -> None:
    """Add these names; `fresh_key` is the list's own where there is none yet.

    Raises Damaged where the list cannot be read: nobody's entry is lost by a new one.
    """
    try:
        known = _read(files)
    except NotFound:
        known = _Written(FORMAT, fresh_key, {})
    hashes = [_hash(known.key, each) for each in names]
    if known.erased.keys() >= {*hashes}:
        return
    erased: dict[str, Erasure | datetime] = {**dict.fromkeys(hashes, erasure), **_erasures(known)}
    written = _Written(FORMAT, known.key, erased)
    files.write_atomic(layout.ERASED, msgspec.json.encode(written))


def _read(files: Files) -> _Written:
    data, _ = files.read(layout.ERASED)
    try:
        written = msgspec.json.decode(data, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged("not-json" if data else "empty") from None
    if written.format > FORMAT:
        raise NewerFormat("the list of erased clients was written by a newer version")
    return written


def _erasures(written: _Written) -> dict[str, Erasure]:
    return {
        each: Erasure(at=noted, by="", why="") if isinstance(noted, datetime) else noted
        for each, noted in written.erased.items()
    }


def _hash(key: str, name: str) -> str:
    return hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()
