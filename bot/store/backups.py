"""Backups: a folder for each night, in which every client has a file of their own.

A file that is as it was the night before is the same one on the disk (a second name for it), so a
night costs what changed. The folder counts when its last file, `whole.json`, is there. Copied are
the clients with their photos, the clinic's own file and the list of erased clients, as they lie:
sealed stays sealed.
Chats with staff and visitors are left out: they begin anew, and would keep words about somebody
erased. Putting back is `restoring`'s.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, StoreUnavailable
from bot.store import layout
from bot.store import photos as pictures
from bot.store.files import BESIDE, Files

FORMAT = 1
WHOLE = "whole.json"
FILES_AT_ONCE = 200
# To the microsecond: two backups never share a folder.
_NAME = "%Y%m%dT%H%M%S.%fZ"


class _Written(msgspec.Struct):
    """What stands in `whole.json`: when the backup was made, and of how many clients."""

    format: int
    made_at: datetime
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that is whole: the folder it lies in, when it was made, and of how many clients."""

    place: str
    made_at: datetime
    clients: int


class Making:
    """The making of one backup, some files at a time, while the bot goes on.

    What is in the folder already, under another night, is the source of second names.
    """

    def __init__(self, source: Files, target: Files, now: datetime, *, above: str) -> None:
        """Say where from and where to: `above` is the folder of backups in the target."""
        self._source = source
        self._target = target
        self._now = now
        self._above = above
        self.place = place_of(now, above)
        self._todo: list[str] | None = None
        self._before = ""
        self._clients = 0

    def some(self) -> bool:
        """Copy some files more; tell whether any are left to copy. Raises StoreUnavailable."""
        if self._todo is None:
            self._begin()
        todo = self._todo or []
        for path in todo[:FILES_AT_ONCE]:
            self._copy(path)
        self._todo = todo[FILES_AT_ONCE:]
        if not self._todo:
            written = _Written(FORMAT, self._now, self._clients)
            self._target.write_atomic(f"{self.place}/{WHOLE}", msgspec.json.encode(written))
        return bool(self._todo)

    def _begin(self) -> None:
        self._target.make_folder(self.place)
        earlier = kept(self._target, self._above)
        self._before = earlier[0].place if earlier else ""
        # In one sorted list with their stamps they would hold up everything else.
        clients = [path for path, _ in self._source.walk(layout.CLIENTS)]
        photos = [path for path, _ in self._source.list(layout.PHOTOS)]
        paths = [layout.CLINIC, layout.ERASED, *clients, *photos]
        self._todo = [path for path in paths if not path.endswith(BESIDE)]

    def _copy(self, path: str) -> None:
        try:
            data, _ = self._source.read_as_it_lies(path)
        except NotFound:
            return
        copy = f"{self.place}/{path}"
        try:
            # A second name for the file of the night before, where the disk has such.
            former = f"{self._before}/{path}"
            if not self._has(former, data) or not self._target.name_also(former, copy):
                self._target.write_as_it_lies(copy, data)
        except StoreUnavailable:
            # An erasure takes away what is half written, too.
            if self._source.stat(path) is not None:
                raise
        if self._source.stat(path) is None:
            # Erased meanwhile, perhaps before the copy was there to be erased with it.
            self._target.delete(copy)
            return
        self._clients += layout.id_of(path) is not None

    def _has(self, former: str, data: bytes) -> bool:
        if not self._before:
            return False
        with suppress(NotFound):
            return self._target.read_as_it_lies(former)[0] == data
        return False


def place_of(now: datetime, above: str) -> str:
    """Return the folder of a backup that is made now."""
    name = now.astimezone(UTC).strftime(_NAME)
    return f"{above}/{name}" if above else name


def kept(files: Files, above: str = layout.BACKUPS) -> list[Backup]:
    """Return the backups that are whole, the newest first."""
    places = [f"{above}/{name}" if above else name for name in files.folders(above)]
    found = [each for each in (at(files, place) for place in places) if each is not None]
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def at(files: Files, place: str) -> Backup | None:
    """Return the whole backup in that folder, None when there is none. Raises WrongKey."""
    path = f"{place}/{WHOLE}" if place else WHOLE
    try:
        data, _ = files.read(path)
        written = msgspec.json.decode(data, type=_Written)
    except (NotFound, Damaged, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Backup(place=place, made_at=written.made_at, clients=written.clients)


def drop_old(files: Files, now: datetime, keep_days: int) -> None:
    """Remove backups older than that, but never the newest, and what never became whole."""
    whole = kept(files)
    staying = {
        each.place
        for number, each in enumerate(whole)
        if number == 0 or now - each.made_at < timedelta(days=keep_days)
    }
    for name in files.folders(layout.BACKUPS):
        place = f"{layout.BACKUPS}/{name}"
        if place not in staying:
            # Without this file it does not count any more, should the rest be interrupted.
            files.delete(f"{place}/{WHOLE}")
            files.delete_folder(place)


def forget(files: Files, file_id: FileId) -> None:
    """Delete a client's file and photos from every backup of the folder."""
    for name in files.folders(layout.BACKUPS):
        copy = f"{layout.BACKUPS}/{name}/{layout.path_of(file_id)}"
        files.delete(copy)
        files.delete(copy + BESIDE)
        pictures.delete_all(files, file_id, above=f"{layout.BACKUPS}/{name}/")


def forget_photo(files: Files, path: str) -> None:
    """Delete one photo from every backup of the folder."""
    for name in files.folders(layout.BACKUPS):
        files.delete(f"{layout.BACKUPS}/{name}/{path}")
