"""One small TinyDB database a file, written in one go: all tables, one rename.

TinyDB writes its storage at each change of a table; this storage keeps those changes until `save`.
"""

import operator
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage

from bot.ports import Damaged
from bot.store import migrations
from bot.store.codec import Document, Documents
from bot.store.disk import NO_STAMP, Stamp
from bot.store.files import WholeFiles
from bot.store.migrations import Tables

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Tables)


class WholeFileStorage(Storage):
    """TinyDB's storage over one file, read once and written once."""

    def __init__(self, files: WholeFiles, path: str) -> None:
        """Keep where the file lies; it is read when somebody asks."""
        self._files = files
        self._path = path
        self._tables: Tables | None = None
        self.stamp = NO_STAMP

    def read(self) -> Tables:
        """Return all tables, in the current format. Raises NotFound, Damaged."""
        if self._tables is None:
            data, self.stamp = self._files.read(self._path)
            self._tables = migrations.to_current(_tables_in(data))
        return self._tables

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the tables as changed, in memory only."""
        self._tables = cast(Tables, data)

    def save(self) -> Stamp:
        """Put the tables on the disk, in one step. Raises ValueError for what is no text."""
        try:
            data = _ENCODER.encode(self._tables)
        except UnicodeEncodeError:
            # The cause holds the text: it goes no further.
            raise ValueError("a text with half a character cannot be kept") from None
        return self._files.write_atomic(self._path, data)


class Kept(NamedTuple):
    """What lies in a file: its documents, TinyDB's tables of them, and how the file looked.

    All of it is only read: whoever writes makes a new one.
    """

    documents: Documents
    tables: Tables
    stamp: Stamp


def read(files: WholeFiles, path: str) -> Kept:
    """Return what lies in the file. Raises NotFound, Damaged."""
    storage = WholeFileStorage(files, path)
    tables = storage.read()
    database = TinyDB(storage=lambda: storage)
    try:
        documents = {name: list(map(dict, database.table(name))) for name in tables}
    except ValueError:
        # A document's number is none; the cause quotes it.
        raise Damaged("wrong-fields") from None
    shared = {name: dict(zip(tables[name], rows, strict=True)) for name, rows in documents.items()}
    return Kept(documents, shared, storage.stamp)


def write(files: WholeFiles, path: str, documents: Documents, before: Kept | None = None) -> Kept:
    """Put these documents in the place of the file.

    A table whose documents are the same objects as `before` is taken over as it is.
    """
    same = _same_tables(documents, before) if before else {}
    tables = {name: same.get(name) or _numbered(rows) for name, rows in documents.items()}
    storage = WholeFileStorage(files, path)
    storage.write(tables)
    return Kept(documents, tables, storage.save())


def _numbered(rows: list[Document]) -> dict[str, Document]:
    """Return a table as TinyDB numbers it; its own inserting copies each document first."""
    return {str(number): row for number, row in enumerate(rows, 1)}


def _same_tables(documents: Documents, before: Kept) -> Tables:
    return {
        name: before.tables[name]
        for name, rows in documents.items()
        if name in before.tables and _are_same(rows, before.documents[name])
    }


def _are_same(rows: list[Document], others: list[Document]) -> bool:
    return len(rows) == len(others) and all(map(operator.is_, rows, others))


def _tables_in(data: bytes) -> Tables:
    if not data:
        raise Damaged("empty")
    try:
        return _DECODER.decode(data)
    except msgspec.ValidationError:
        # The cause could quote the file, here and below: it goes no further.
        raise Damaged("wrong-fields") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged("not-json") from None
