"""A file to its row and back: the content as the embedded store writes it, and what lists need."""

from typing import Any

import msgspec

from bot.core import drills
from bot.core.client import Alert
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import FileId, RowState
from bot.ports import File, NotFound
from bot.store import entries, layout, records
from bot.store.disk import NO_STAMP, Stamp
from bot.store.seal import Seal

CLIENT, DESK, CLINIC = "client", "desk", "clinic"
CHAT, TOKEN, REFERENCE = "chat", "token", "reference"


class Page:
    """One file's bytes where `records` looks for a folder; `content` None where there is none."""

    def __init__(self, seal: Seal, content: bytes | None = None) -> None:
        """Keep the bytes as they lie in the database."""
        self._seal = seal
        self.content = content

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """Return the file's own bytes. Raises NotFound, Damaged, WrongKey."""
        if self.content is None:
            raise NotFound("there is no such file")
        return self._seal.open(self.content), NO_STAMP

    def write_atomic(self, path: str, data: bytes) -> Stamp:
        """Take the file's new bytes."""
        self.content = self._seal.close(data)
        return NO_STAMP


def kind_of(file_id: FileId) -> str:
    """Return the kind of row that a file of that id is."""
    if file_id == layout.CLINIC_ID:
        return CLINIC
    return DESK if layout.is_desk(file_id) else CLIENT


def name_of(kind: str, value: object) -> str:
    """Return the word by which a chat, a token or a reference is looked up."""
    return f"{kind} {value}"


def columns_of(
    file: File | ClinicFile, content: bytes, seal: Seal, *, start: str, present: frozenset[str]
) -> dict[str, Any]:
    """Return a row's columns; `start` saves it, `present` are the processes that are there.

    What another process is sending is in doubt only where that one is gone.
    """
    if isinstance(file, ClinicFile):
        due_at = drills.next_due(file)
        clinic = entries.Entry(None, due_at)
        return _columns(layout.CLINIC_ID, file.version, content, clinic, seal, doubt_at=due_at)
    leased_by = _leased_by(file)
    sending = leased_by if leased_by in present else start
    entry = entries.entry_of(file, NO_STAMP, start=sending)
    doubt_at = entries.entry_of(file, NO_STAMP, start="").due_at
    found = _columns(file.id, file.version, content, entry, seal, doubt_at=doubt_at)
    return {**found, "leased_by": leased_by if leased_by in present else None}


def alerts_in(sealed: bytes, seal: Seal) -> tuple[Alert, ...]:
    """Return the open alerts that a row tells of. Raises WrongKey, Damaged."""
    return msgspec.json.decode(seal.open(sealed), type=tuple[Alert, ...])


def file_in(file_id: FileId, content: bytes, seal: Seal) -> File | ClinicFile:
    """Return the file of which these are the bytes. Raises Damaged, WrongKey, NewerFormat."""
    page = Page(seal, content)
    if file_id == layout.CLINIC_ID:
        return records.read_clinic(page).file
    return records.read(page, file_id).file


def _columns(
    file_id: FileId,
    version: int,
    content: bytes,
    entry: entries.Entry,
    seal: Seal,
    *,
    doubt_at: object,
) -> dict[str, Any]:
    return {
        "id": file_id,
        "kind": kind_of(file_id),
        "version": version,
        "content": content,
        "due_at": entry.due_at,
        "answer_at": entry.answer_at,
        "doubt_at": doubt_at,
        "leased_by": None,
        "chat": _called(seal, CHAT, entry.chat),
        "token": _called(seal, TOKEN, entry.token),
        "reference": _called(seal, REFERENCE, entry.reference),
        "newest": entry.newest,
        "code": entries.code_of(entry.reference),
        "is_today": entry.is_today,
        "is_shown": entry.is_shown,
        "alerts": seal.close(msgspec.json.encode(entry.alerts)) if entry.alerts else None,
    }


def _called(seal: Seal, kind: str, value: object) -> str | None:
    return seal.names(name_of(kind, value))[0] if value else None


def _leased_by(file: File) -> str | None:
    claimed = (row for row in file.outbox.rows.values() if row.state is RowState.CLAIMED)
    return next((row.lease[0] for row in claimed if row.lease is not None), None)
