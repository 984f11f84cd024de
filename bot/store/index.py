"""Lists over all files, in memory: when each falls due, and which client a key names.

Written at a clean stop and believed only for files that look as they did; the rest is read again.
"""

import hashlib
import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from bot.core import due
from bot.core.client import Alert
from bot.core.outbox import FileId
from bot.ports import Which
from bot.store import entries, layout
from bot.store.entries import Entry
from bot.store.migrations import FORMAT

_SPARE = 64
_CHAT, _TOKEN, _REFERENCE = range(3)
_Key = str | int
_Keys = tuple[_Key, _Key, _Key]
_Named = dict[_Key, FileId | tuple[FileId, ...]]


class _Claim(NamedTuple):
    """Since when a file is handed out, and until when."""

    since: datetime
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has run out, or the clock went back by more than its length."""
        return not self.since - (self.until - self.since) <= now < self.until


class _Written(msgspec.Struct):
    """A part of the index as it was written; `program` is the fingerprint of what wrote it.

    `keys` are the marks of the keys that opened its files.
    """

    format: int
    program: str
    files: dict[str, Entry]
    keys: tuple[str, ...] = ()


@cache
def fingerprint() -> str:
    """Return a hash of the rules behind the lists: another version's are not believed.

    What falls due, and which files there can be, is said in `core`; what is noted of it, here.
    """
    sources = sorted(Path(due.__file__).parent.glob("*.py"))
    texts = (path.read_bytes() for path in (*sources, Path(entries.__file__), Path(__file__)))
    return hashlib.sha256(b"".join(texts)).hexdigest()


class Index:
    """The lists, kept in step with each save by the store."""

    def __init__(self) -> None:
        """Start with no file."""
        self._entries: dict[FileId, Entry] = {}
        # By chat, by token and by reference: most often one client, whose id then stands alone.
        self._named: tuple[_Named, _Named, _Named] = ({}, {}, {})
        self._heap: list[tuple[datetime, FileId]] = []
        self._waited_for: dict[FileId, datetime] = {}
        self._alerts: dict[FileId, tuple[Alert, ...]] = {}
        self._today: dict[FileId, None] = {}
        self._shown: dict[FileId, None] = {}
        self._claims: dict[FileId, _Claim] = {}

    def put(self, file_id: FileId, entry: Entry) -> None:
        """Take a file in, or what is new about it."""
        old = self._entries.get(file_id)
        self._entries[file_id] = entry
        self._change_keys(file_id, _keys(old), _keys(entry))
        self._waited_for.pop(file_id, None)
        if entry.answer_at is not None:
            self._waited_for[file_id] = entry.answer_at
        self._alerts.pop(file_id, None)
        if entry.alerts:
            self._alerts[file_id] = entry.alerts
        _list(self._today, file_id, entry.is_today)
        _list(self._shown, file_id, entry.is_shown)
        if entry.due_at is not None and (old is None or old.due_at != entry.due_at):
            self._push(entry.due_at, file_id)

    def drop(self, file_id: FileId) -> None:
        """Forget a file."""
        old = self._entries.pop(file_id, None)
        self._change_keys(file_id, _keys(old), _keys(None))
        self._claims.pop(file_id, None)
        self._waited_for.pop(file_id, None)
        self._alerts.pop(file_id, None)
        self._today.pop(file_id, None)
        self._shown.pop(file_id, None)

    def knows(self, file_id: FileId) -> bool:
        """Tell whether the file is in the lists."""
        return file_id in self._entries

    def doubt(self, file_id: FileId) -> None:
        """Have the file read again at the next start."""
        old = self._entries.get(file_id)
        if old is not None:
            self._entries[file_id] = msgspec.structs.replace(old, stamp=None)

    def entries(self) -> Mapping[FileId, Entry]:
        """Return what is known of each file."""
        return self._entries

    def client_ids(self, which: Which = "all") -> Sequence[FileId]:
        """Return the ids of the client files, in the order they were met or came to that list."""
        if which == "all":
            return [file_id for file_id, entry in self._entries.items() if entry.is_client]
        return [*(self._today if which == "today" else {**self._alerts, **self._shown})]

    def desk_ids(self) -> Sequence[FileId]:
        """Return the ids of all desk files, in the order they were met."""
        others = (file_id for file_id, entry in self._entries.items() if not entry.is_client)
        return [file_id for file_id in others if file_id != layout.CLINIC_ID]

    def chat_of(self, file_id: FileId) -> int | None:
        """Return the chat that client is linked to."""
        entry = self._entries.get(file_id)
        return entry.chat if entry else None

    def open_alerts(self) -> Sequence[tuple[FileId, Alert]]:
        """Return the alerts that are open, over all clients."""
        return [(file_id, each) for file_id, alerts in self._alerts.items() for each in alerts]

    def highest_code(self) -> int:
        """Return the highest number that a reference of one to six digits ends with, or 0."""
        found = (entries.code_of(entry.reference) for entry in self._entries.values())
        return max((code for code in found if code is not None), default=0)

    def client_of_chat(self, chat_id: int) -> FileId | None:
        """Return the client linked to that chat, the newest of several."""
        return self._client_of(_CHAT, chat_id)

    def client_of_token(self, token_hash: str) -> FileId | None:
        """Return the client whose invitation has that hash."""
        return self._client_of(_TOKEN, token_hash)

    def client_of_reference(self, reference: str) -> FileId | None:
        """Return the client with that reference in any letter case, the newest of several."""
        return self._client_of(_REFERENCE, reference.casefold())

    def claim(self, now: datetime, *, limit: int, lease: timedelta) -> Sequence[FileId]:
        """Hand out files that are due, each to one caller at a time.

        Those in which somebody waits for an answer come first, then the most overdue.
        """
        self._end_leases(now)
        waited_for = [(at, i) for i, at in self._waited_for.items() if at <= now]
        waiting = (i for _, i in sorted(waited_for) if i not in self._claims)
        taken = list(islice(waiting, limit))
        self._claims.update(dict.fromkeys(taken, _Claim(now, now + lease)))
        while self._heap and self._heap[0][0] <= now and len(taken) < limit:
            due_at, file_id = heapq.heappop(self._heap)
            if self._is_live(due_at, file_id):
                self._claims[file_id] = _Claim(now, now + lease)
                taken.append(file_id)
        return taken

    def release(self, file_id: FileId) -> None:
        """Take a claimed file back."""
        if self._claims.pop(file_id, None) is None:
            return
        entry = self._entries.get(file_id)
        if entry is not None and entry.due_at is not None:
            self._push(entry.due_at, file_id)

    def next_due(self) -> datetime | None:
        """Return when something falls due; of a claimed file, when its lease ends if later."""
        while self._heap and not self._is_live(*self._heap[0]):
            heapq.heappop(self._heap)
        instants = [self._heap[0][0]] if self._heap else []
        for file_id, claim in self._claims.items():
            due_at = self._entries[file_id].due_at
            if due_at is not None:
                instants.append(max(due_at, claim.until))
        return min(instants, default=None)

    def parts(self, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
        """Yield the index as it is to be written, each part with its path.

        `keys` are the marks of those in use.
        """
        parts: dict[str, dict[str, Entry]] = {}
        for file_id, entry in self._entries.items():
            if entry.stamp is not None:
                path = layout.path_of(file_id)
                parts.setdefault(layout.index_part(path), {})[file_id] = entry
        for path, files in parts.items():
            written = _Written(format=FORMAT, program=fingerprint(), files=files, keys=keys)
            yield path, msgspec.json.encode(written)

    def _client_of(self, kind: int, key: _Key) -> FileId | None:
        found = _ids(self._named[kind].get(key))
        return found[-1] if found else None

    def _change_keys(self, file_id: FileId, old: _Keys, new: _Keys) -> None:
        for named, was, key in zip(self._named, old, new, strict=True):
            if was and was != key:
                self._unname(named, was, file_id)
            if key:
                self._name(named, key, file_id)

    def _name(self, named: _Named, key: _Key, file_id: FileId) -> None:
        found = named.setdefault(key, file_id)
        if found != file_id:
            ids = {*_ids(found), file_id}
            named[key] = tuple(sorted(ids, key=self._rank))

    def _unname(self, named: _Named, key: _Key, file_id: FileId) -> None:
        others = tuple(each for each in _ids(named.pop(key)) if each != file_id)
        if others:
            named[key] = others[0] if len(others) == 1 else others

    def _rank(self, file_id: FileId) -> tuple[float, FileId]:
        newest = self._entries[file_id].newest
        return (newest.timestamp() if newest else 0.0, file_id)

    def _is_live(self, due_at: datetime, file_id: FileId) -> bool:
        entry = self._entries.get(file_id)
        return entry is not None and entry.due_at == due_at and file_id not in self._claims

    def _end_leases(self, now: datetime) -> None:
        for file_id in [i for i, claim in self._claims.items() if claim.is_over(now)]:
            self.release(file_id)

    def _push(self, due_at: datetime, file_id: FileId) -> None:
        heapq.heappush(self._heap, (due_at, file_id))
        if len(self._heap) > 2 * len(self._entries) + _SPARE:
            self._heap = [(e.due_at, i) for i, e in self._entries.items() if e.due_at is not None]
            heapq.heapify(self._heap)


def _list(listed: dict[FileId, None], file_id: FileId, is_listed: bool) -> None:
    if is_listed:
        listed[file_id] = None
    else:
        listed.pop(file_id, None)


def _keys(entry: Entry | None) -> _Keys:
    return ("", "", "") if entry is None else (entry.chat or "", entry.token, entry.reference)


def _ids(found: FileId | tuple[FileId, ...] | None) -> tuple[FileId, ...]:
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def believed(data: bytes, keys: tuple[str, ...] = ()) -> dict[str, Entry]:
    """Return the entries of a part of the index; none when it is not one of ours.

    Nor under other keys than it was written with: a file sealed with one that is not there any
    more is to be met at the start, not when its client is worried.
    """
    try:
        written = msgspec.json.decode(data, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    ours = (written.format, written.program, written.keys) == (FORMAT, fingerprint(), keys)
    return written.files if ours else {}
