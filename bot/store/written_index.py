"""The lists as they are written for the next start, in parts: believed, written and forgotten.

They lie beside the data, and hold nothing that the data does not tell.
"""

from bot.ports import Damaged, NotFound
from bot.store import entries, index, layout
from bot.store.files import Files
from bot.store.seal import WrongKey


def part(files: Files, path: str) -> dict[str, entries.Entry]:
    """Return what that part tells of its files; nothing where it cannot be believed."""
    try:
        data, _ = files.read(path)
    except (NotFound, Damaged):
        return {}
    return index.believed(data, files.marks)


def write(files: Files, lists: index.Index) -> None:
    """Write the lists for the next start; a part that lies there as it is to be stays."""
    old = {path for path, _ in files.list(layout.INDEX)}
    for path, data in lists.parts(files.marks):
        old.discard(path)
        if not _lies_there(files, path, data):
            files.write_atomic(path, data)
    for path in old:
        files.delete(path)


def forget(files: Files) -> None:
    """Delete the written lists: the next start makes them again."""
    files.delete(layout.WHOLE_INDEX)
    files.delete_folder(layout.INDEX)


def _lies_there(files: Files, path: str, data: bytes) -> bool:
    try:
        return files.read(path)[0] == data
    except (NotFound, Damaged, WrongKey):
        return False
