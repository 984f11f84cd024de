"""Putting a backup back: what is missing or damaged, or all of it; what was erased stays so.

Nothing is written before the whole backup could be read with the keys given. Every client's history
says that it was put back, and from when.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.core.client import ClientFile
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound
from bot.store import erasures, folder, layout, photos, records, written_index
from bot.store.backups import Backup
from bot.store.files import BESIDE, Files

RESTORED = "restored from a backup"
OPERATOR = "operator"


@dataclass(slots=True, kw_only=True)
class Restored:
    """How many clients were put back, left as they are, erased since; `damaged` in the backup.

    `has_clinic` tells whether the clinic's own file was put back too.
    """

    clients: int = 0
    kept: int = 0
    erased: int = 0
    has_clinic: bool = False
    damaged: tuple[str, ...] = ()


def restore(
    source: Files, backup: Backup, target: Files, now: datetime, *, all_of_it: bool = False
) -> Restored:
    """Put a backup back into a folder that nobody uses; `source` has its root in the backup.

    Raises WrongKey before anything was changed, StoreUnavailable when a disk refuses.
    """
    done = Restored(damaged=tuple(_unreadable(source)))
    target.make_root()
    gone = (_erased(source), _erased(target))
    _keep_erased(source, target)
    for file_id in _clients(source):
        if layout.path_of(file_id) in done.damaged:
            continue
        if any(file_id in each for each in gone):
            done.erased += 1
        elif not all_of_it and _is_well(target, file_id):
            done.kept += 1
        else:
            file = erasures.without_deleted(records.read_client(source, file_id), *gone)
            _put_back_photos(source, target, file_id, gone)
            _put_back(backup, target, file, now)
            done.clients += 1
    done.has_clinic = _put_back_clinic(source, target, all_of_it=all_of_it)
    # It tells of files as they were; the next start makes it again.
    written_index.forget(target)
    return done


def unreadable(source: Files) -> list[str]:
    """Return the paths of what cannot be read in a backup. Raises WrongKey, NewerFormat."""
    return list(_unreadable(source))


def _unreadable(source: Files) -> list[str]:
    found: list[str] = []
    for file_id in _clients(source):
        try:
            records.read(source, file_id)
        except (Damaged, NotFound):
            found.append(layout.path_of(file_id))
    try:
        records.read_clinic(source)
    except Damaged:
        found.append(layout.CLINIC)
    except NotFound:
        pass
    return found


def _clients(source: Files) -> list[FileId]:
    paths = (path for path, _ in source.list(layout.CLIENTS) if not path.endswith(BESIDE))
    return [each for each in map(layout.id_of, paths) if each is not None]


def _is_well(target: Files, file_id: FileId) -> bool:
    """Tell whether a file can be read; a damaged one is put aside."""
    try:
        records.read(target, file_id)
    except NotFound:
        return False
    except Damaged as damaged:
        target.make_folder(layout.QUARANTINE)
        folder.put_aside(target, layout.path_of(file_id), str(damaged))
        return False
    return True


def _put_back(backup: Backup, target: Files, file: ClientFile, now: datetime) -> None:
    file = file.noting(now, RESTORED, OPERATOR, made=backup.made_at.isoformat())
    records.write(target, file)
    if records.read(target, file.id).file != file:
        raise Damaged(f"{layout.path_of(file.id)} does not read as it was written")


def _put_back_photos(
    source: Files, target: Files, file_id: FileId, gone: Sequence[erasures.Erased]
) -> None:
    """Put back a client's photos; one that does not open stays with Telegram alone."""
    for path in photos.of(source, file_id):
        if any(layout.mark_of_photo(path) in each for each in gone):
            continue
        with suppress(Damaged):
            target.write_atomic(path, source.read(path)[0])


def _put_back_clinic(source: Files, target: Files, *, all_of_it: bool) -> bool:
    try:
        written = records.read_clinic(source).file
    except (NotFound, Damaged):
        return False
    try:
        is_well = records.read_clinic(target) is not None
    except NotFound:
        is_well = False
    except Damaged as damaged:
        target.make_folder(layout.QUARANTINE)
        folder.put_aside(target, layout.CLINIC, str(damaged))
        is_well = False
    if is_well and not all_of_it:
        return False
    records.write_clinic(target, written)
    return True


def _erased(files: Files) -> erasures.Erased:
    try:
        return erasures.read(files)
    except (NotFound, Damaged):
        return erasures.NOBODY


def _keep_erased(source: Files, target: Files) -> None:
    """Take the backup's list where the folder has none: it may be all that is known of it."""
    if _erased(target) is erasures.NOBODY and _erased(source) is not erasures.NOBODY:
        target.write_atomic(layout.ERASED, source.read(layout.ERASED)[0])
