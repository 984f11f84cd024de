"""Typed files out of the folder and back into it: layout, database and codec in one step."""

from dataclasses import dataclass

from bot.core.client import ClientFile
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.core.outbox import FileId
from bot.ports import Damaged, File, NotFound
from bot.store import codec, database, layout
from bot.store.disk import Stamp
from bot.store.files import WholeFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A file as it lies on the disk, and what was made of each of its records."""

    file: File
    kept: database.Kept
    memo: codec.Memo

    @property
    def stamp(self) -> Stamp:
        """How the file looked on the disk."""
        return self.kept.stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicRecord:
    """The clinic's own file, and how it looked on the disk."""

    file: ClinicFile
    stamp: Stamp


def read(files: WholeFiles, file_id: FileId) -> Record:
    """Return the file as it lies on the disk. Raises NotFound, Damaged."""
    kept = database.read(files, layout.path_of(file_id))
    file: File
    if layout.is_desk(file_id):
        file = codec.from_documents(kept.documents, DeskFile)
    else:
        file = codec.from_documents(kept.documents, ClientFile)
    if file.id != file_id:
        raise Damaged("wrong-name")
    return Record(file=file, kept=kept, memo=codec.memo_of(file, kept.documents))


def read_client(files: WholeFiles, file_id: FileId) -> ClientFile:
    """Return a client's file. Raises NotFound, also for a chat's; Damaged."""
    file = read(files, file_id).file
    if not isinstance(file, ClientFile):
        raise NotFound("there is no such file")
    return file


def write(files: WholeFiles, file: File, before: Record | None = None) -> Record:
    """Put the file on the disk, whole. What is as it was `before` costs next to nothing."""
    documents, memo = codec.to_documents(file, before.memo if before else {})
    path = layout.path_of(file.id)
    kept = database.write(files, path, documents, before.kept if before else None)
    return Record(file=file, kept=kept, memo=memo)


def read_clinic(files: WholeFiles) -> ClinicRecord:
    """Return the clinic's own file as it lies on the disk. Raises NotFound, Damaged."""
    kept = database.read(files, layout.CLINIC)
    return ClinicRecord(file=codec.clinic_from(kept.documents), stamp=kept.stamp)


def write_clinic(files: WholeFiles, file: ClinicFile) -> ClinicRecord:
    """Put the clinic's own file on the disk, whole."""
    kept = database.write(files, layout.CLINIC, codec.clinic_documents(file))
    return ClinicRecord(file=file, stamp=kept.stamp)
