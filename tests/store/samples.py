"""Files of the cast to put into stores, and the small fakes the store's tests share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.client import Client, ClientFile, Consent, Erasure, Invitation, Session, Status
from bot.core.outbox import ChatId, FileId, MessageRow, Outbox, RowKey, RowState, UserId
from bot.core.said import ClientMessage
from bot.ports import Store

EVENING = datetime(2026, 3, 27, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
GONE = Erasure(at=EVENING, by="client", why="erasure asked for")
ANN = FileId("annannannannann1")
BOB = FileId("bobbobbobbobbob1")
CAT = FileId("catcatcatcatcat1")
DAN = ChatId(404)


def row(name: str, *, due_at: datetime = EVENING, **facts: Any) -> MessageRow:
    """Return a planned row of that name."""
    return MessageRow(key=RowKey(name), leaflet="day-1", due_at=due_at, **facts)


def outbox(*rows: MessageRow) -> Outbox:
    """Return an outbox holding these rows."""
    return Outbox().add(rows)


def client_file(file_id: FileId, *rows: MessageRow, chat_id: int | None = None) -> ClientFile:
    """Return a linked client's file with these rows; its reference is `K-` and the id."""
    return ClientFile(
        id=file_id,
        client=Client(
            reference=f"K-{file_id[:3]}",
            treatment="microneedling",
            language="en",
            zone="Europe/Berlin",
            status=Status.LINKED,
            chat_id=None if chat_id is None else ChatId(chat_id),
            consent=Consent(version="1", language="en", at=EVENING),
        ),
        sessions=(session(),),
        invitation=Invitation(
            number=1,
            created_at=EVENING,
            expires_at=EVENING + 72 * HOUR,
            token_hash=f"hash of {file_id}",
        ),
        outbox=outbox(*rows),
    )


def session(**facts: Any) -> Session:
    """Return a session that ended an hour before the evening."""
    at = EVENING - HOUR
    known = {"id": "s1", "ended_at": at, "areas": ("face",), "kind": "needling", **facts}
    return Session(entered_by=UserId(1), **known)


def saying(file: ClientFile, text: str) -> ClientFile:
    """Return the file with one more message of the client."""
    said = ClientMessage(id=f"m{len(file.messages)}", at=EVENING, kind="text", text=text)
    return replace(file, messages=(*file.messages, said))


def noted(name: str) -> Callable[[ClientFile], tuple[ClientFile, str]]:
    """Return a change that adds an event of that name and gives the name back."""
    return lambda file: (file.noting(EVENING, name, "bot"), name)


def claimed_by(start: str, *, until: datetime) -> dict[str, Any]:
    """Return the facts of a row that a process of that start is sending."""
    return {"state": RowState.CLAIMED, "lease": (start, until)}


def told(*rows: MessageRow) -> Callable[[Any], tuple[Any, None]]:
    """Return a change that puts these rows into the outbox."""
    return lambda file: (replace(file, outbox=file.outbox.change_all(rows)), None)


def names_of(file: Any) -> list[str]:
    """Return the names of the file's events, in order."""
    return [event.name for event in file.events]


async def due_now(store: Store, *, limit: int = 10) -> list[FileId]:
    """What is handed out in the evening, for five minutes."""
    return list(await store.claim_due(EVENING, limit=limit, lease=5 * MINUTE))
