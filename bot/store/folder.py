"""The data folder as a whole: opening it after whatever happened, putting aside, erasing.

It works on files only; what runs at the same time is the store's to keep apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.core import photo_chores
from bot.core.client import ClientFile, Erasure
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, StoreError, StoreUnavailable
from bot.store import (
    aside,
    backups,
    entries,
    erasures,
    index,
    layout,
    moving,
    photos,
    records,
    seal,
    written_index,
)
from bot.store import glance as glances
from bot.store.disk import Stamp
from bot.store.files import BESIDE, Files, folder_of
from bot.store.migrations import NewerFormat
from bot.store.seal import WrongKey

REASONS = {
    "empty": "it is empty",
    "not-json": "it is cut short or was overwritten",
    "wrong-fields": "something in it is missing or of the wrong kind",
    "wrong-format": "it does not say in which format it is",
    "wrong-name": "it belongs under another name",
    seal.BROKEN: "it is cut short or was changed: its own key does not open it",
    layout.UNREAD_UPDATE: "it is an update that its own key does not open",
}
# Folders in which half-written files may lie, beside those that every start lists.
_NOT_LISTED = (layout.INDEX, layout.QUARANTINE, layout.ASIDE, layout.PHOTOS)


@dataclass(slots=True, kw_only=True)
class Opened:
    """What was found: the lists, what could not be read, how many files are not ours.

    `damaged` has the reason by path, of files that are put aside; `with_deleted` are the clients
    of whom a backup brought back a photo that was deleted.
    """

    lists: index.Index = field(default_factory=index.Index)
    damaged: dict[str, str] = field(default_factory=dict)
    unread: set[FileId] = field(default_factory=set)
    half_written: list[str] = field(default_factory=list)
    strangers: int = 0
    erased: erasures.Erased = erasures.NOBODY
    with_deleted: list[FileId] = field(default_factory=list)


def open_up(files: Files, start: str) -> Opened:
    """Make the lists of all files, reading those the written index does not know as they are.

    What a crash left half written is removed; a damaged file is put aside and the rest goes on.
    Raises StoreUnavailable when the folder cannot be used at all, was written by a newer program,
    or does not open with these keys; before that nothing in it is removed, moved or written.
    """
    moving.refuse_unfinished(files)
    _make_folders(files)
    found = Opened()
    _try_keys(files)
    found.erased, dropped, fresh = _erased(files, found), list[FileId](), list[str]()
    # A part at a time, so that no second copy of all lists is ever held.
    for part, kept in groupby(_kept(files, found), key=lambda each: layout.index_part(each[0])):
        known = written_index.part(files, part)
        fresh += [
            path
            for path, stamp in kept
            if not _is_back(path, found.erased, dropped)
            and _take(files, found, path=path, stamp=stamp, known=known, start=start)
        ]
    _sweep(files, found.half_written, _NOT_LISTED)
    for file_id in (*dropped, *_photos_back(files, found.erased)):
        erase(files, file_id, None)
    for file_id in found.with_deleted:
        _without_deleted(files, found, file_id, start)
    for path, reason in found.damaged.items():
        put_aside(files, path, reason)
    # What a killed process renamed may not be on the disk yet, and from now on we build on it.
    for name in sorted(set(map(folder_of, fresh))):
        files.sync_folder(name)
    if fresh:
        written_index.write(files, found.lists)
    return found


def sweep(files: Files) -> None:
    """Remove what a crash left half written: it was never acknowledged."""
    _sweep(files, (), (layout.CLIENTS, layout.CHATS, *_NOT_LISTED))


def _sweep(files: Files, known: Iterable[str], places: Iterable[str]) -> None:
    single = (layout.WHOLE_INDEX, layout.CLINIC + BESIDE, layout.ERASED + BESIDE)
    found = [path for place in places for path, _ in files.walk(place) if path.endswith(BESIDE)]
    for path in (*known, *found, *(each for each in single if files.stat(each) is not None)):
        files.delete(path)


def put_aside(files: Files, path: str, reason: str) -> None:
    """Move a damaged file into quarantine, under a name that tells the reason."""
    name = path.rpartition("/")[2].removesuffix(".json")
    number = 1
    while files.stat(layout.quarantined(name, reason, number)) is not None:
        number += 1
    files.move_aside(path, layout.quarantined(name, reason, number))


def clients_put_aside(files: Files) -> list[FileId]:
    """Return the ids of the clients whose files lie in quarantine, sorted."""
    found: set[FileId] = set()
    for path, _ in files.list(layout.QUARANTINE):
        name, reason = layout.parts_of_quarantined(path)
        is_ours = f"{name}.json" in (layout.CLINIC, layout.ERASED)
        if not is_ours and reason != layout.UNREAD_UPDATE and not layout.is_desk(FileId(name)):
            found.add(FileId(name))
    return sorted(found)


def problems(
    files: Files, doubtful: frozenset[FileId] = frozenset(), strangers: int = 0
) -> list[str]:
    """Return a sentence for each file in quarantine, each in doubt, and for what is not ours."""
    found = [_sentence(path) for path, _ in files.list(layout.QUARANTINE)]
    found += [
        f"The disk did not take or give the file {file_id}; it is tried again."
        for file_id in sorted(doubtful)
    ]
    if strangers:
        found.append(f"Files that are not ours lie among the clients': {strangers}.")
    return found


def erase(files: Files, file_id: FileId, chat_id: int | None, names: Sequence[str] = ()) -> None:
    """Delete all that is kept of that file, itself last, so that a crash leaves it to do again.

    `chat_id` is the chat it is about, whose updates that could not be handled go with it; so does
    what was put aside and holds one of `names`.
    """
    path = layout.path_of(file_id)
    copies = aside.about(files, file_id, chat_id, names)
    photos.delete_all(files, file_id)
    # The written lists name the client's chat and reference; they are made again when needed.
    part = layout.index_part(path)
    for gone in (part, part + BESIDE, *copies, path + BESIDE):
        files.delete(gone)
    backups.forget(files, file_id)
    files.delete(path)
    # A backup that is being made may have copied it since.
    backups.forget(files, file_id)


def _erased(files: Files, found: Opened) -> erasures.Erased:
    """Return the list of erased clients; one that cannot be read is to be put aside, and told."""
    try:
        return erasures.read(files)
    except NotFound:
        return erasures.NOBODY
    except Damaged as damaged:
        found.damaged[layout.ERASED] = str(damaged)
        return erasures.NOBODY


def remember_erased(
    files: Files, names: Sequence[str], erasure: Erasure, *, fresh_key: str
) -> None:
    """Add these to the list of what was erased; one that cannot be read begins anew."""
    try:
        erasures.remember(files, names, erasure, fresh_key=fresh_key)
    except Damaged as damaged:
        put_aside(files, layout.ERASED, str(damaged))
        erasures.remember(files, names, erasure, fresh_key=fresh_key)


def _is_back(path: str, erased: erasures.Erased, dropped: list[FileId]) -> bool:
    """Tell whether a backup brought back the file of a client who was erased, and note it."""
    file_id = layout.id_of(path)
    if file_id is None or file_id not in erased:
        return False
    dropped.append(file_id)
    return True


def _photos_back(files: Files, erased: erasures.Erased) -> list[FileId]:
    """Return the erased clients of whom a backup brought back photos; deleted ones go at once."""
    paths = [path for path, _ in files.list(layout.PHOTOS)]
    for path in paths:
        if layout.mark_of_photo(path) in erased:
            files.delete(path)
    return sorted(each for each in set(map(layout.client_of_photo, paths)) if each in erased)


def _without_deleted(files: Files, found: Opened, file_id: FileId, start: str) -> None:
    """Write a client's file without the photos that were deleted since its backup."""
    record = records.read(files, file_id)
    if isinstance(record.file, ClientFile):
        file = erasures.without_deleted(record.file, found.erased)
        record = records.write(files, file, record)
    found.lists.put(file_id, entries.entry_of(record.file, record.stamp, start=start))


def _take(
    files: Files,
    found: Opened,
    *,
    path: str,
    stamp: Stamp,
    known: dict[str, entries.Entry],
    start: str,
) -> bool:
    """Take one file into the lists; tell whether the written index did not know it as it is."""
    file_id = layout.id_of(path)
    if file_id is None:
        found.strangers += 1
        return False
    entry = known.get(file_id)
    if entry is not None and entry.stamp == stamp:
        found.lists.put(file_id, entry)
        return False
    try:
        found.lists.put(file_id, _entry(files, found, file_id, start))
    except Damaged as damaged:
        found.damaged[path] = str(damaged)
    except (NewerFormat, WrongKey):
        raise
    except (NotFound, StoreUnavailable):
        found.unread.add(file_id)
    return True


def _entry(files: Files, found: Opened, file_id: FileId, start: str) -> entries.Entry:
    glance = None if layout.is_desk(file_id) else glances.at(files, file_id)
    if glance is not None:
        _look_at_photos(glance[0], file_id, found)
        return entries.client_entry(*glance, start=start)
    record = records.read(files, file_id)
    if isinstance(record.file, ClientFile):
        _look_at_photos(record.file, file_id, found)
    return entries.entry_of(record.file, record.stamp, start=start)


def _look_at_photos(file: ClientFile, file_id: FileId, found: Opened) -> None:
    """Note a client of whom a deleted photo is back."""
    marks = (photo_chores.mark_of(file_id, each.id) for each in file.photos)
    if any(each in found.erased for each in marks):
        found.with_deleted.append(file_id)


def _make_folders(files: Files) -> None:
    files.make_root()
    for name in layout.FOLDERS:
        files.make_folder(name)
        files.sync_folder(name)


def _kept(files: Files, found: Opened) -> Iterator[tuple[str, Stamp]]:
    """The files of clients and chats; those that a crash left half written are noted."""
    for place in (layout.CLIENTS, layout.CHATS):
        for path, stamp in files.walk(place):
            if path.endswith(BESIDE):
                found.half_written.append(path)
            else:
                yield path, stamp


def _try_keys(files: Files) -> None:
    """Raise WrongKey for what a start does not read otherwise, and no key opens."""
    paths = [path for path, _ in files.list(layout.ASIDE) if not path.endswith(BESIDE)]
    for path in (layout.CLINIC, *paths):
        try:
            files.read(path)
        except WrongKey:
            raise
        except StoreError:
            # Missing or damaged: said when it is wanted, and it keeps nothing else from working.
            continue


def _sentence(path: str) -> str:
    name, reason = layout.parts_of_quarantined(path)
    why = REASONS.get(reason, "it could not be read")
    return (
        f"The file {name} was put aside as {path} because {why}. "
        "Everything else goes on; stop the bot and run ./run restore to put it back."
    )
