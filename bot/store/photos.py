"""Which pictures lie beside a client's file, and deleting them all; `photo_shelf` keeps one."""

from bot.core.outbox import FileId
from bot.store import layout
from bot.store.files import Files


def of(files: Files, file_id: FileId, *, above: str = "") -> list[str]:
    """Return the paths of all pictures of a client; `above` is where the folder itself lies."""
    paths = [path for path, _ in files.list(above + layout.photo_folder(file_id))]
    return [path for path in paths if layout.client_of_photo(path) == file_id]


def delete_all(files: Files, file_id: FileId, *, above: str = "") -> None:
    """Delete every picture of a client, also one left half written."""
    for path in of(files, file_id, above=above):
        files.delete(path)
