"""The list of erased clients: keyed hashes of the ids of their files, and when.

It says nothing to whoever reads it, and tells of any file that a backup brings back whether its
client was erased. What is done then is `folder`'s.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound
from bot.store import layout
from bot.store.files import Files
from bot.store.migrations import NewerFormat

FORMAT = 1


class _Written(msgspec.Struct):
    """The list as it lies on the disk: when each was erased, by the hash of its id."""

    format: int
    key: str
    erased: dict[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Who was erased, to be asked by id."""

    key: str
    hashes: frozenset[str]

    def __contains__(self, file_id: FileId) -> bool:
        """Tell whether the client of that file was erased."""
        return bool(self.hashes) and _hash(self.key, file_id) in self.hashes


NOBODY = Erased(key="", hashes=frozenset())


def read(files: Files) -> Erased:
    """Return the list as it lies on the disk. Raises NotFound, Damaged, NewerFormat."""
    written = _read(files)
    return Erased(key=written.key, hashes=frozenset(written.erased))


def remember(files: Files, ids: Sequence[FileId], now: datetime, *, fresh_key: str) -> None:
    """Add these ids; `fresh_key` is the list's own where there is none yet.

    Raises Damaged where the list cannot be read: nobody's entry is lost by a new one.
    """
    try:
        known = _read(files)
    except NotFound:
        known = _Written(FORMAT, fresh_key, {})
    added = {_hash(known.key, each): known.erased.get(_hash(known.key, each), now) for each in ids}
    if added.keys() <= known.erased.keys():
        return
    erased = {**known.erased, **added}
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


def _hash(key: str, file_id: FileId) -> str:
    return hmac.new(key.encode(), file_id.encode(), hashlib.sha256).hexdigest()
