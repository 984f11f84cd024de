"""What staff write to a client: the rows that carry it, and those that tell who wrote it.

The words go out as they were typed, below the clinic's name and the writer's role or name. Which
client is meant, and who may write, is the actions' to know.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import staff_rows, ways
from bot.core.client import ClientFile, Status
from bot.core.incoming import HANDED_OVER, Kind
from bot.core.outbox import (
    ChatId,
    FileId,
    Media,
    MessageRow,
    RowKey,
)
from bot.core.said import ClinicMessage

ANSWERED = "answered by staff"
GOOD_FOR = timedelta(hours=24)
TOGETHER = timedelta(minutes=30)
NOT_AGREED = "talk.not_agreed"
ON_ITS_WAY = "talk.on_its_way"
ENDED = "talk.ended"
_ROW, _TOLD, _ALSO = "answer:", "told:", "also:"
_WORDS, _WRITE_BACK, _MORE = "talk.words", "talk.write_back", "talk.more"


def is_answer(row: MessageRow) -> bool:
    """Tell whether a row carries the words of staff to the client."""
    return row.key.startswith(_ROW)


def why_not(file: ClientFile) -> str:
    """Return the phrase that says why nothing can be written to this client, "" where it can."""
    if file.client.status is Status.INVITED:
        return NOT_AGREED
    return ENDED if file.client.chat_id is None else ""


def reply(file: ClientFile, reply_id: str) -> ClinicMessage | None:
    """Return what staff wrote, by its id."""
    return next((each for each in file.replies if each.id == reply_id), None)


def client_in(row: MessageRow) -> FileId | None:
    """Return the client whom the buttons below a message are about, None where there is none."""
    datas = (each.data.split(":") for buttons in row.keyboard for each in buttons)
    return next((FileId(data[3]) for data in datas if data[:2] == ["v1", "s"] and data[3:]), None)


def answered(
    file: ClientFile, written: ClinicMessage, now: datetime, *, edits: RowKey | None = None
) -> ClientFile:
    """Promise an answer to the client, once, and the truth about it to its writer.

    `edits` names the message in the writer's chat that turns into that truth.
    """
    known = reply(file, written.id)
    if known is not None and known.row:
        return file
    key = RowKey(f"{_ROW}{written.id}")
    written = replace(written, row=key)
    others = _others(file, written, now)
    rows = (*_to_client(key, written, now), _to_writer(file, written, others, now, edits))
    told = [_to_other(file, written, each, now) for each in others]
    replies = (*(each for each in file.replies if each.id != written.id), written)
    file = replace(file, replies=replies, outbox=file.outbox.add((*rows, *told)))
    return file.noting(now, ANSWERED, str(written.by), reply=written.id)


def _to_client(key: RowKey, written: ClinicMessage, now: datetime) -> tuple[MessageRow, ...]:
    """Return the rows to the client: no word is cut, and the last says how to write back."""
    body = written.leaflet or (_WORDS if written.text else "")
    whole = MessageRow(
        key=key,
        leaflet="talk.by_name" if written.name else "talk.by_role",
        parts=(body,) if body else (),
        values={**_signed(written), "words": written.text},
        due_at=now,
        media=HANDED_OVER.get(Kind(written.kind), Media.NONE),
        file_id=written.file_id,
        valid_until=now + GOOD_FOR,
    )
    first, *rest = staff_rows.in_messages(whole)
    rows = [first, *(_following(row) for row in rest)]
    # A round video bears no words, so what stands below the answer stands above it.
    last = max(place for place, row in enumerate(rows) if row.media is not Media.VIDEO_NOTE)
    return tuple(
        replace(row, parts=(*row.parts, _WRITE_BACK)) if place == last else replace(row, calm=True)
        for place, row in enumerate(rows)
    )


def _following(row: MessageRow) -> MessageRow:
    if row.media is not Media.NONE:
        return replace(row, parts=())
    return replace(row, leaflet=_MORE, values={"words": row.values["words"]}, parts=())


def _signed(written: ClinicMessage) -> dict[str, str]:
    if written.name:
        return {"sender": written.name}
    return {"sender_phrase": f"talk.role.{written.role}"}


def _others(file: ClientFile, written: ClinicMessage, now: datetime) -> list[ClinicMessage]:
    """Return the newest answer of each other member of staff to the same conversation."""
    newest = {
        each.by: each
        for each in file.replies
        if each.row and each.by != written.by and now - each.at < TOGETHER
    }
    return list(newest.values())


def _to_writer(
    file: ClientFile,
    written: ClinicMessage,
    others: list[ClinicMessage],
    now: datetime,
    edits: RowKey | None,
) -> MessageRow:
    also = _beside(file, others[-1]) if others else {}
    return MessageRow(
        key=told_key(written),
        leaflet=ON_ITS_WAY,
        parts=(_also(others[-1]),) if others else (),
        values={"reference": file.client.reference, **also},
        due_at=now,
        to=ChatId(written.by),
        keyboard=ways.both(file.id),
        audible=False,
        edits=edits,
    )


def _to_other(
    file: ClientFile, written: ClinicMessage, other: ClinicMessage, now: datetime
) -> MessageRow:
    return MessageRow(
        key=RowKey(f"{_ALSO}{written.id}:{other.by}"),
        leaflet=_also(written),
        values=_beside(file, written),
        due_at=now,
        to=ChatId(other.by),
        audible=False,
    )


def _also(other: ClinicMessage) -> str:
    return "talk.also_name" if other.name else "talk.also_role"


def _beside(file: ClientFile, other: ClinicMessage) -> dict[str, str]:
    return {
        "reference": file.client.reference,
        "other_time": other.at.isoformat(),
        **_signed(other),
    }


def told_key(written: ClinicMessage) -> RowKey:
    """Return the key of the row that tells the writer what became of their answer."""
    return RowKey(f"{_TOLD}{written.id}")
