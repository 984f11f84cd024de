"""Typed files out of the folder and back into it: layout, database and codec in one step."""

from dataclasses import dataclass
from typing import Any

from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import FileId
from bot.ports import Damaged, File
from bot.store import codec, database, layout
from bot.store.files import Files, Stamp
from bot.store.migrations import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A file as it lies on the disk, how it looks there, and the documents made of it."""

    file: File
    stamp: Stamp
    memo: codec.Memo


def read(files: Files, file_id: FileId) -> Record:
    """Return the file as it lies on the disk. Raises NotFound, Damaged."""
    documents, stamp = database.read(files, layout.path_of(file_id))
    file: File
    if layout.is_desk(file_id):
        file = codec.from_documents(documents, DeskFile)
    else:
        file = codec.from_documents(documents, ClientFile)
    if file.id != file_id:
        raise Damaged("wrong-name")
    return Record(file=file, stamp=stamp, memo=codec.memo_of(file, documents))


def write(files: Files, file: File, before: Record | None = None) -> Record:
    """Put the file on the disk, whole. What is as it was `before` costs next to nothing."""
    documents, memo = codec.to_documents(file, before.memo if before else {})
    stamp = database.write(files, layout.path_of(file.id), documents)
    return Record(file=file, stamp=stamp, memo=memo)


def read_code(files: Files) -> int:
    """Return the clinic's code number counted last. Raises NotFound, Damaged."""
    documents, _ = database.read(files, layout.CLINIC)
    last: Any = documents["codes"][0].get("last") if documents.get("codes") else None
    if type(last) is not int:
        raise Damaged("wrong-fields")
    return last


def write_code(files: Files, last: int) -> None:
    """Put the clinic's code number on the disk."""
    database.write(files, layout.CLINIC, {"meta": [{"format": FORMAT}], "codes": [{"last": last}]})
