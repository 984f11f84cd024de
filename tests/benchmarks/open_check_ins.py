"""A data folder of clients whose check-in stands open now, and the taps with which they answer.

One client is made by the whole bot, from enrolment to the check-in of the day; the others are the
same file under other names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.client import ClientFile
from bot.core.outbox import OVER, ChatId, FileId, MessageRow
from bot.ports import File
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.seal import PLAIN
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.cast import LIBRARY, Town, build_town

FIRST_CHAT = 1_000_000
# What is tapped in turn: none of it is a sign, so that no member of staff is told.
ANSWERS = (
    ("feeling", "better"),
    ("pain", "1"),
    ("feeling", "same"),
    ("pain", "2"),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many clients with the same open check-in; `row` is its row in each file."""

    clients: int
    row: MessageRow

    def tap(self, number: int) -> dict[str, Any]:
        """Return the update of a tap: the first of each client, then the second of each, ..."""
        client, (question, option) = self._meant(number)
        data = f"v1:a:{self.row.key.removeprefix('step:')}:{question}:{option}"
        return self._tap(FIRST_CHAT + client, data)

    def _meant(self, number: int) -> tuple[int, tuple[str, str]]:
        return number % self.clients, ANSWERS[number // self.clients % len(ANSWERS)]

    async def unkept(self, folder: Path, taps: int) -> int:
        """Count the clients in whose file, after so many taps, not all stands as they tapped it.

        Or with whom anything is still to be sent. Nobody else may own the folder now.
        """
        said: dict[int, dict[str, str]] = {client: {} for client in range(self.clients)}
        for number in range(taps):
            client, (question, option) = self._meant(number)
            said[client][question] = option
        store = _store(folder)
        await store.open()
        files = [await store.load(_id(client)) for client in said]
        await store.close()
        return sum(not _is_settled(file, said[client]) for client, file in enumerate(files))

    def _tap(self, chat: int, data: str) -> dict[str, Any]:
        person = {"id": chat, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        message = {
            "message_id": self.row.message_id,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Ann"},
            "from": {"id": 99, "is_bot": True, "first_name": "Busy", "username": "busy_bot"},
            "text": "How does your skin feel today?",
        }
        query = {"id": f"{chat}{data[-8:]}", "from": person, "chat_instance": "1", "data": data}
        return {"callback_query": {**query, "message": message}}


async def make(folder: Path, clients: int, now: datetime) -> Crowd:
    """Fill the folder with clients whose check-in came out this morning, wherever that is."""
    file = await _answering(now)
    row = _asked(file)
    store = _store(folder)
    await store.open()
    for number in range(clients):
        await store.create(_named_otherwise(file, number))
    await store.close()
    return Crowd(clients, row)


async def _answering(now: datetime) -> ClientFile:
    """Return the file of a client whose first check-in stands open; nothing is due for hours."""
    zone = _zone_where_it_is(11, now)
    enrolled = now - timedelta(hours=20)
    town = await build_town(enrolled, zone=zone)
    await town.link_ann()
    await town.pass_until(now)
    return await _quiet(town)


async def _quiet(town: Town) -> ClientFile:
    due = await town.store.next_due()
    assert due is None or due - town.clock.now() > timedelta(minutes=30), "something is due soon"
    return await town.file()


def _zone_where_it_is(hour: int, now: datetime) -> ZoneInfo:
    """Return a zone of the content's list whose wall clock shows that hour, or nearly."""
    zones = (ZoneInfo(name) for name in LIBRARY.zones)
    return min(zones, key=lambda zone: abs(_hour(now.astimezone(zone)) - hour - 0.5))


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60


def _asked(file: ClientFile) -> MessageRow:
    rows = [row for row in file.outbox.rows.values() if row.question and row.message_id is not None]
    assert rows, "no check-in went out"
    return rows[-1]


def _named_otherwise(file: ClientFile, number: int) -> ClientFile:
    client = replace(file.client, chat_id=ChatId(FIRST_CHAT + number), reference=f"K-{number + 1}")
    return replace(file, id=_id(number), client=client, invitation=None, version=0)


def _id(number: int) -> FileId:
    """Spread the files over the folders as ids by chance are."""
    first = "abcdefghijklmnopqrstuvwxyz0123456789"
    return FileId(first[number % 36] + first[number // 36 % 36] + f"{number:014d}")


def _store(folder: Path) -> TinyDbStore:
    files, lock = Files(Disk(folder), PLAIN), FolderLock(folder)
    return TinyDbStore(files, start="made", offload=InlineOffload(), lock=lock)


def _is_settled(file: File, said: Mapping[str, str]) -> bool:
    """Tell whether the file has these answers, and nothing is on its way to the client."""
    assert isinstance(file, ClientFile)
    given = {answer.question: answer.option for answer in file.answers}
    rows = file.outbox.rows.values()
    replies = (row for row in rows if row.edits is not None and row.step is None)
    return given == said and all(row.state in OVER for row in replies)
