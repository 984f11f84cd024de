"""Files to documents in tables, and back; instants are written as ISO, in UTC.

What is empty and empty by default is left out of a document. What cannot be read is Damaged, with
one static word for a reason, never with a piece of what was read.
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import msgspec

from bot.core.client import ClientFile
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.ports import Damaged, File
from bot.store.migrations import FORMAT

Document = dict[str, Any]
Documents = dict[str, list[Document]]
# The document made of each record, by the record's `id()`; good while the records are in memory.
Memo = dict[int, Document]
F = TypeVar("F", ClientFile, DeskFile)

# Fields of a file that are tables of their own; all its other fields are in `meta`.
_MANY = ("sessions", "answers", "messages", "alerts", "events")
_CLIENT_TABLES = frozenset((*_MANY, "client", "invitation", "outbox"))
_CLINIC_TABLES = ("people", "invitations", "closed", "drills")
_DESK_TABLES = frozenset(("draft", "outbox"))


def to_documents(file: File, known: Memo) -> tuple[Documents, Memo]:
    """Return the file as documents by table, and what was made of each record for the next time.

    `known` must belong to an earlier state of this file that is still in memory. Raises ValueError
    for what could not be read again: an instant without a zone, a number where a word belongs.
    """
    memo: Memo = {}

    def documents(records: Collection[Any]) -> list[Document]:
        found = [known.get(id(one)) or _checked(one) for one in records]
        memo.update(zip(map(id, records), found, strict=True))
        return found

    if isinstance(file, ClientFile):
        tables = {name: documents(getattr(file, name)) for name in _MANY}
        tables["client"] = documents((file.client,))
        tables["invitation"] = documents((file.invitation,) if file.invitation else ())
        meta = _document(file, _CLIENT_TABLES)
    else:
        tables = {"draft": documents((file.draft,) if file.draft else ())}
        meta = _document(file, _DESK_TABLES)
    tables["rows"] = documents(file.outbox.rows.values())
    tables["updates"] = [_plain(file.outbox.updates)] if file.outbox.updates else []
    tables["meta"] = [{"format": FORMAT, **meta}]
    return tables, memo


def from_documents(tables: Mapping[str, Sequence[Mapping[str, Any]]], kind: type[F]) -> F:
    """Return the file that these documents tell. Raises Damaged."""
    try:
        return msgspec.convert(_shape(tables, kind), kind)
    except (msgspec.ValidationError, KeyError, IndexError, TypeError, ValueError):
        # The cause quotes what it read, and that may be a client's word: it goes no further.
        raise Damaged("wrong-fields") from None


def clinic_documents(file: ClinicFile) -> Documents:
    """Return the clinic's own file as documents by table."""
    tables = {name: [_checked(one) for one in getattr(file, name)] for name in _CLINIC_TABLES}
    meta = _document(file, frozenset((*_CLINIC_TABLES, "last_code")))
    return {**tables, "codes": [{"last": file.last_code}], "meta": [{"format": FORMAT, **meta}]}


def clinic_from(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> ClinicFile:
    """Return the clinic's own file that these documents tell. Raises Damaged.

    A table that is missing is empty: at first the file held the codes alone.
    """
    try:
        shape = {name: tables.get(name, ()) for name in _CLINIC_TABLES}
        last = tables["codes"][0]["last"]
        return msgspec.convert({**tables["meta"][0], **shape, "last_code": last}, ClinicFile)
    except (msgspec.ValidationError, KeyError, IndexError, TypeError, ValueError):
        raise Damaged("wrong-fields") from None


def memo_of(file: File, tables: Mapping[str, Sequence[Document]]) -> Memo:
    """Return the memo of a file that was just read from these documents."""
    memo = dict(zip(map(id, file.outbox.rows.values()), tables["rows"], strict=True))
    if isinstance(file, DeskFile):
        return memo
    for name in _MANY:
        memo |= zip(map(id, getattr(file, name)), tables[name], strict=True)
    return {**memo, id(file.client): tables["client"][0]}


def _shape(tables: Mapping[str, Sequence[Mapping[str, Any]]], kind: type[File]) -> Document:
    outbox = {
        "rows": {row["key"]: row for row in tables["rows"]},
        "updates": _one(tables["updates"]) or {},
    }
    if len(outbox["rows"]) != len(tables["rows"]):
        raise KeyError("key")
    shape: Document = {**tables["meta"][0], "outbox": outbox}
    if kind is DeskFile:
        return {**shape, "draft": _one(tables["draft"])}
    shape |= {name: tables[name] for name in _MANY}
    return {**shape, "client": tables["client"][0], "invitation": _one(tables["invitation"])}


def _one(documents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return documents[0] if documents else None


def _checked(record: Any) -> Document:
    document = _document(record)
    try:
        same = msgspec.convert(document, type(record)) == record
    except msgspec.ValidationError:
        same = False
    if not same:
        raise ValueError(f"a {type(record).__name__} would not be read again as it is")
    return document


def _document(record: Any, without: frozenset[str] = frozenset()) -> Document:
    found = {}
    for name, empty in _defaults(record.__class__):
        value = getattr(record, name)
        if name not in without and (value or value != empty):
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    kind = value.__class__
    return value if kind in _AS_IT_IS else _maker_of(kind)(value)


_AS_IT_IS = frozenset((str, int, float, bool, type(None)))


@cache
def _maker_of(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of that kind plain: found out once, not for each value."""
    if kind is datetime:
        return _in_utc
    if kind is tuple:
        return lambda values: [_plain(one) for one in values]
    if issubclass(kind, Mapping):
        return lambda values: {key: _plain(one) for key, one in values.items()}
    return _document if dataclasses.is_dataclass(kind) else lambda value: value


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone cannot be kept")
    return instant.astimezone(UTC)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a record with what they are when nothing is said (MISSING: always said)."""
    return tuple((one.name, _default(one)) for one in dataclasses.fields(kind))


def _default(one: "dataclasses.Field[Any]") -> Any:
    factory = one.default_factory
    return one.default if factory is dataclasses.MISSING else factory()
