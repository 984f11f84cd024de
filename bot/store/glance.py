"""Just enough of a client's file for the lists, straight from its bytes: a start reads them all.

What it skips is checked when the file is loaded. What it cannot make sense of, `records` reads.
"""

from datetime import datetime
from typing import cast

import msgspec

from bot.core.client import Alert, ClientFile, Status
from bot.core.outbox import FileId, Lane, RowState
from bot.core.pack import Urgency
from bot.store import layout
from bot.store.disk import Stamp
from bot.store.files import Files
from bot.store.migrations import FORMAT


class _Photo(msgspec.Struct, gc=False):
    id: str


class _Meta(msgspec.Struct, gc=False):
    format: int
    id: str
    erase_at: datetime | None = None
    photos: tuple[_Photo, ...] = ()


class _Row(msgspec.Struct, gc=False):
    state: RowState
    due_at: datetime
    to: int | None = None
    step: str | None = None
    lane: Lane = Lane.ANSWER
    lease: tuple[str, datetime] | None = None
    shows: str = ""


class _Consent(msgspec.Struct, gc=False):
    at: datetime


class _Client(msgspec.Struct, gc=False):
    reference: str
    status: Status
    chat_id: int | None = None
    consent: _Consent | None = None


class _Invitation(msgspec.Struct, gc=False):
    created_at: datetime
    token_hash: str = ""


class _Alert(msgspec.Struct, gc=False):
    urgency: Urgency
    raised_at: datetime
    closed_at: datetime | None = None
    claimed_at: datetime | None = None


class _Outbox(msgspec.Struct, gc=False):
    rows: dict[str, _Row]


class _Tables(msgspec.Struct, gc=False):
    """The tables of the database that matter here."""

    meta: dict[str, _Meta]
    client: dict[str, _Client]
    rows: dict[str, _Row] = {}
    invitation: dict[str, _Invitation] = {}
    alerts: dict[str, Alert] = {}


class _Glance(msgspec.Struct, gc=False):
    """Stands in for a `ClientFile` where only these fields are read, under the same names."""

    client: _Client
    invitation: _Invitation | None
    outbox: _Outbox
    alerts: tuple[Alert, ...]
    photos: tuple[_Photo, ...]
    erase_at: datetime | None


_DECODER = msgspec.json.Decoder(_Tables)


def at(files: Files, file_id: FileId) -> tuple[ClientFile, Stamp] | None:
    """Return what the lists read of a client's file, None when that takes a whole reading.

    Raises NotFound, Damaged, WrongKey.
    """
    data, stamp = files.read(layout.path_of(file_id))
    try:
        tables = _DECODER.decode(data)
        meta, client = tables.meta["1"], tables.client["1"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        return None
    if (meta.format, meta.id) != (FORMAT, file_id):
        return None
    glance = _Glance(
        client,
        tables.invitation.get("1"),
        _Outbox(tables.rows),
        tuple(tables.alerts.values()),
        meta.photos,
        erase_at=meta.erase_at,
    )
    return cast(ClientFile, glance), stamp
