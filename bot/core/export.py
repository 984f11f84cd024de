"""All that is kept about a client as plain data, field by field: what nobody may leave out.

It walks the records as they are, so that a new field is told without being named here. Numbers of
staff are told as "staff": they are somebody else's. What people read is made in `render`.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, get_args, get_type_hints

from bot.core.client import ClientFile, Event
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, MessageRow, Outbox, UserId

STAFF = "staff"
_WHO = "who"
_NUMBERS = (UserId, ChatId)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is kept of a client outside their own file.

    `former` are the files of earlier courses; `chat` what their chat was told without being linked;
    `told` the rows about them in staff chats' own files, `known` the numbers of the messages there
    that are about them; `copies` what was put aside, by its name. `names` are those of staff, for
    the clinic's own record; no client is told of them.
    """

    former: tuple[ClientFile, ...] = ()
    chat: DeskFile | None = None
    told: tuple[MessageRow, ...] = ()
    known: tuple[int, ...] = ()
    copies: Mapping[str, str] = dataclasses.field(default_factory=dict)
    names: Mapping[UserId, str] = dataclasses.field(default_factory=dict)


def everything(file: ClientFile, beside: Beside) -> dict[str, Any]:
    """Return all that is kept about a client, ready for JSON; what is empty is left out."""
    own = file.client.chat_id
    parts = {
        "file": _plain(file, own),
        "earlier_files": [_plain(each, own) for each in beside.former],
        "chat": None if beside.chat is None else _plain(beside.chat, own),
        "staff_chats": [_plain(row, own) for row in beside.told],
        "staff_messages": list(beside.known),
        "put_aside": dict(beside.copies),
    }
    return {name: part for name, part in parts.items() if part}


def _plain(value: Any, own: ChatId | None) -> Any:
    if isinstance(value, Outbox):
        # The keys of the rows stand in the rows, where staff's numbers are taken out of them.
        value = {"rows": tuple(value.rows.values()), "updates": value.updates}
    if dataclasses.is_dataclass(value):
        return _record(_without_staff(value, own), own)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each, own) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each, own) for each in value]
    return value


def _record(record: Any, own: ChatId | None) -> dict[str, Any]:
    found = {}
    for name, (empty, is_number) in _fields(record.__class__).items():
        value = getattr(record, name)
        if value or value != empty:
            found[name] = _number(value, own) if is_number else _plain(value, own)
    return found


def _number(value: Any, own: ChatId | None) -> Any:
    if isinstance(value, tuple):
        return [_number(each, own) for each in value]
    return value if value in (None, own) else STAFF


def _who(who: str, own: ChatId | None) -> str:
    return STAFF if who.lstrip("-").isdecimal() and who != str(own) else who


def _without_staff(record: Any, own: ChatId | None) -> Any:
    """Return a record with the numbers of staff taken out of the words that hold them."""
    if isinstance(record, Event):
        return dataclasses.replace(record, who=_who(record.who, own))
    return _renamed(record, own) if isinstance(record, MessageRow) else record


def without_names(row: MessageRow) -> MessageRow:
    """Return a row without the name of whoever of the staff took or closed an alert."""
    if not row.values.get(_WHO):
        return row
    return dataclasses.replace(row, values={**row.values, _WHO: STAFF})


def _renamed(row: MessageRow, own: ChatId | None) -> MessageRow:
    if row.to is None or row.to == own:
        return row
    number = str(row.to)

    def told(key: Any) -> Any:
        return ":".join(STAFF if part == number else part for part in key.split(":"))

    edits = None if row.edits is None else told(row.edits)
    return dataclasses.replace(
        row,
        key=told(row.key),
        values=without_names(row).values,
        edits=edits,
        merged=tuple(map(told, row.merged)),
    )


@cache
def _fields(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """The fields of a record: what each is by default, and whether it holds numbers of people."""
    hints = get_type_hints(kind)
    return {
        one.name: (_default(one), any(each in _NUMBERS for each in _parts(hints[one.name])))
        for one in dataclasses.fields(kind)
    }


def _parts(hint: Any) -> tuple[Any, ...]:
    return (hint, *get_args(hint))


def _default(one: "dataclasses.Field[Any]") -> Any:
    factory = one.default_factory
    return one.default if factory is dataclasses.MISSING else factory()
