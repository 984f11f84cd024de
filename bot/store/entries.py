"""What the lists know of one file: when it falls due, which keys name it, what is open in it."""

import re
from datetime import datetime

import msgspec

from bot.core import board, due, showing
from bot.core.client import Alert, ClientFile
from bot.core.outbox import RowState
from bot.ports import File
from bot.store.disk import Stamp

_CODE = re.compile(r"(?:^|\D)([0-9]{1,6})$")


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the lists know of one file. `newest` settles which of two clients a key names.

    `answer_at` is when somebody waits for something in it, beside what is merely due; `alerts` are
    those that are open, `is_today` whether staff see the client on the board, `is_shown` whether
    the client's words stand in a staff chat, or are about to.

    `stamp` is None where the file must be read again at the next start: its due instant holds for
    this process only, or the disk failed in the middle.
    """

    stamp: Stamp | None
    due_at: datetime | None
    chat: int | None = None
    token: str = ""
    reference: str = ""
    newest: datetime | None = None
    is_client: bool = False
    answer_at: datetime | None = None
    alerts: tuple[Alert, ...] = ()
    is_today: bool = False
    is_shown: bool = False


def entry_of(file: File, stamp: Stamp, *, start: str) -> Entry:
    """Return what the lists are to know of this file."""
    if isinstance(file, ClientFile):
        return client_entry(file, stamp, start=start)
    answer_at = due.next_answer(file)
    return Entry(_lasting(file, stamp), due.next_due(file, start), answer_at=answer_at)


def client_entry(file: ClientFile, stamp: Stamp, *, start: str) -> Entry:
    """Return what the lists are to know of a client's file (reads only what `glance` has)."""
    return Entry(
        _lasting(file, stamp),
        due.next_due(file, start),
        file.client.chat_id,
        file.invitation.token_hash if file.invitation else "",
        file.client.reference.casefold(),
        _newest(file),
        True,
        due.next_answer(file),
        tuple(alert for alert in file.alerts if alert.closed_at is None),
        board.is_today(file),
        showing.is_anywhere(file),
    )


def code_of(reference: str) -> int | None:
    """Return the number of one to six digits that a reference ends with."""
    code = _CODE.search(reference)
    return int(code.group(1)) if code else None


def _lasting(file: File, stamp: Stamp) -> Stamp | None:
    claimed = any(row.state is RowState.CLAIMED for row in file.outbox.rows.values())
    return None if claimed else stamp


def _newest(file: ClientFile) -> datetime | None:
    if file.client.consent:
        return file.client.consent.at
    return file.invitation.created_at if file.invitation else None
