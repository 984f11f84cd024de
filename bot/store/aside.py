"""What was put aside: damaged files and updates that could not be handled; which are about whom."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core import desk
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound
from bot.store import layout
from bot.store.files import Files
from bot.store.seal import WrongKey


def about(
    files: Files, file_id: FileId, chat_id: int | None, names: Sequence[str]
) -> Mapping[str, bytes | None]:
    """Return all that was put aside about that file, its chat, or anybody of those names, by path.

    A name counts where it stands as a whole, as people write it or as JSON does. What does not
    open any more (None) counts where it may tell of the client: whoever wants to be forgotten
    comes first.
    """
    chat = () if chat_id is None else (str(chat_id),)
    desks = () if chat_id is None else (desk.desk_id(chat_id),)
    asked = _Asked(
        own=frozenset((file_id, *desks)),
        wanted=tuple(_pattern(name) for name in (*chat, *names)),
        has_chat=chat_id is not None,
        has_names=bool(names),
    )
    return {path: data for path, data in _all(files) if _is_about(path, data, asked)}


def texts_about(
    files: Files, file_id: FileId, chat_id: int | None, names: Sequence[str]
) -> Mapping[str, str]:
    """Return the same as texts, without what does not open any more."""
    found = about(files, file_id, chat_id, names)
    readable = {path: data for path, data in found.items() if data is not None}
    return {path: data.decode("utf-8", "replace") for path, data in readable.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whose it would have to be: the names of their files, and what else names them."""

    own: frozenset[FileId]
    wanted: tuple[re.Pattern[bytes], ...]
    has_chat: bool
    has_names: bool


def _all(files: Files) -> Iterator[tuple[str, bytes | None]]:
    for place in (layout.QUARANTINE, layout.ASIDE):
        for path, _ in files.list(place):
            try:
                yield path, files.read(path)[0]
            except NotFound:
                continue
            except (Damaged, WrongKey):
                yield path, None


def _is_about(path: str, data: bytes | None, asked: _Asked) -> bool:
    name, reason = layout.parts_of_quarantined(path)
    is_update = path.startswith(layout.ASIDE) or reason == layout.UNREAD_UPDATE
    if not is_update and name in asked.own:
        return True
    if data is not None:
        return any(each.search(data) for each in asked.wanted)
    return asked.has_chat if is_update else asked.has_names and layout.is_desk(FileId(name))


def _pattern(name: str) -> re.Pattern[bytes]:
    spellings = {name, json.dumps(name)[1:-1]}
    either = b"|".join(re.escape(each.encode()) for each in sorted(spellings))
    return re.compile(rb"(?<![\w-])(?:" + either + rb")(?![\w-])")
