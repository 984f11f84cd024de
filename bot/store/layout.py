"""Where each file lies in the data folder, by its id; ids that could leave it are refused."""

import re

from bot.core import desk
from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId
from bot.ports import File, NotFound

CLIENTS = "clients"
CHATS = "chats"
QUARANTINE = "quarantine"
CLINIC = "clinic.json"
CLINIC_ID = FileId("clinic")
INDEX = "index"
# Of an earlier version, which wrote it in one piece.
WHOLE_INDEX = "index.json"
ERASED = "erased.json"
# There while a move to this place is not over.
MOVING = "moving.json"
ASIDE = "aside"
BACKUPS = "backups"
PHOTOS = "photos"
FOLDERS = (CLIENTS, CHATS, QUARANTINE)
UNREAD_UPDATE = "broken-update"
_ENDING = ".json"
_ID = re.compile(r"[a-z0-9]{2,64}")
_PHOTO_ID = re.compile(r"[0-9]{1,20}")
_DESK_ID = re.compile(r"(chat|group)([0-9]{1,20})")


def path_of(file_id: FileId) -> str:
    """Return the path of that file. Raises NotFound for what cannot be an id of ours."""
    if not _ID.fullmatch(file_id):
        raise NotFound("there is no such file")
    if is_desk(file_id):
        return f"{CHATS}/{file_id}{_ENDING}"
    return f"{CLIENTS}/{file_id[:2]}/{file_id}{_ENDING}"


def id_of(path: str) -> FileId | None:
    """Return the id whose file lies at that path, None when no id's does."""
    name = FileId(path.rpartition("/")[2].removesuffix(_ENDING))
    return name if _ID.fullmatch(name) and path_of(name) == path else None


def index_part(path: str) -> str:
    """Return the path of the part of the index that tells of the file at that path.

    Few enough files to write, and small enough that erasing one client costs the others little.
    """
    place, _, rest = path.partition("/")
    return f"{INDEX}/{CHATS if place == CHATS else rest[:1]}{_ENDING}"


def photo(file_id: FileId, photo_id: str) -> str:
    """Return the path of a client's photo. Raises NotFound for what cannot be one of ours."""
    if not _PHOTO_ID.fullmatch(photo_id):
        raise NotFound("there is no such photo")
    path_of(file_id)
    return f"{photo_folder(file_id)}/{file_id}.{photo_id}"


def photo_folder(file_id: FileId) -> str:
    """Return the folder in which the photos of that client lie, among others' of the same start."""
    return f"{PHOTOS}/{file_id[:2]}"


def mark_of_photo(path: str) -> str:
    """Return the name by which the photo at that path is remembered when it is deleted."""
    return path.rpartition("/")[2]


def client_of_photo(path: str) -> FileId:
    """Return the id of the client whose photo lies at that path."""
    return FileId(path.rpartition("/")[2].partition(".")[0])


def is_desk(file_id: FileId) -> bool:
    """Tell whether the id names a chat's desk file."""
    return _DESK_ID.fullmatch(file_id) is not None


def kind_of(file_id: FileId) -> type[File]:
    """Return the type of the file with that id."""
    return DeskFile if is_desk(file_id) else ClientFile


def chat_of(file_id: FileId) -> ChatId:
    """Return the chat whose desk file has that id."""
    found = _DESK_ID.fullmatch(file_id)
    if found is None:
        raise NotFound("there is no such file")
    number = int(found.group(2))
    chat_id = ChatId(number if found.group(1) == "chat" else -number)
    if desk.desk_id(chat_id) != file_id:
        raise NotFound("there is no such file")
    return chat_id


def quarantined(name: str, reason: str, number: int) -> str:
    """Return the path under which a damaged file is put aside."""
    return f"{QUARANTINE}/{name}.{reason}.{number}{_ENDING}"


def parts_of_quarantined(path: str) -> tuple[str, str]:
    """Return the name and the reason that such a path tells."""
    name, _, rest = path.rpartition("/")[2].partition(".")
    return name, rest.partition(".")[0]


def is_ours(path: str) -> bool:
    """Tell whether the bot put the file there: a name of its own, or in a folder of its own."""
    ours = (f"{QUARANTINE}/", f"{ASIDE}/", f"{BACKUPS}/", f"{PHOTOS}/", f"{INDEX}/")
    if path in {CLINIC, WHOLE_INDEX} or path.startswith(ours):
        return True
    return id_of(path) is not None


def aside(update_id: int) -> str:
    """Return the path of an update that could not be handled."""
    return f"{ASIDE}/{int(update_id)}{_ENDING}"
